# files of this room
pipeline_rig = tests/core/pipeline/rig.c tests/core/pipeline/rig.h
check_PROGRAMS += tests/core/pipeline/test_gate tests/core/pipeline/test_topology
TESTS += tests/core/pipeline/test_gate tests/core/pipeline/test_topology
tests_core_pipeline_test_gate_SOURCES = tests/core/pipeline/test_gate.c $(pipeline_rig)
tests_core_pipeline_test_gate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_gate_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
tests_core_pipeline_test_topology_SOURCES = tests/core/pipeline/test_topology.c $(pipeline_rig)
tests_core_pipeline_test_topology_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_topology_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_orders
TESTS += tests/core/pipeline/test_orders
tests_core_pipeline_test_orders_SOURCES = tests/core/pipeline/test_orders.c $(pipeline_rig)
tests_core_pipeline_test_orders_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_orders_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_virtual
TESTS += tests/core/pipeline/test_virtual
tests_core_pipeline_test_virtual_SOURCES = tests/core/pipeline/test_virtual.c $(pipeline_rig)
tests_core_pipeline_test_virtual_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_virtual_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_live
TESTS += tests/core/pipeline/test_live
tests_core_pipeline_test_live_SOURCES = tests/core/pipeline/test_live.c $(pipeline_rig)
tests_core_pipeline_test_live_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_live_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_sink
TESTS += tests/core/pipeline/test_sink
tests_core_pipeline_test_sink_SOURCES = tests/core/pipeline/test_sink.c $(pipeline_rig)
tests_core_pipeline_test_sink_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_sink_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_hot
TESTS += tests/core/pipeline/test_hot
tests_core_pipeline_test_hot_SOURCES = tests/core/pipeline/test_hot.c $(pipeline_rig)
tests_core_pipeline_test_hot_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -fno-builtin
tests_core_pipeline_test_hot_LDADD = libvxpipeline.la $(CMOCKA_LIBS)

# Flows and feeds, alone and against a book.
include $(top_srcdir)/tests/core/pipeline/source.mk

check_PROGRAMS += tests/core/pipeline/test_start
TESTS += tests/core/pipeline/test_start
tests_core_pipeline_test_start_SOURCES = tests/core/pipeline/test_start.c $(pipeline_rig)
tests_core_pipeline_test_start_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_start_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_session
TESTS += tests/core/pipeline/test_session
tests_core_pipeline_test_session_SOURCES = tests/core/pipeline/test_session.c $(pipeline_rig)
tests_core_pipeline_test_session_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_session_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/core/pipeline/test_keeper
TESTS += tests/core/pipeline/test_keeper
tests_core_pipeline_test_keeper_SOURCES = tests/core/pipeline/test_keeper.c $(pipeline_rig)
tests_core_pipeline_test_keeper_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_keeper_LDADD = libvxpipeline.la $(CMOCKA_LIBS)
