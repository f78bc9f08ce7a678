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
