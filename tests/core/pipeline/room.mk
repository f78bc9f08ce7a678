# The stages, and what they are made of; most of them through a session.
pipeline_tests = \
	tests/core/pipeline/test_gate \
	tests/core/pipeline/test_hot \
	tests/core/pipeline/test_sink \
	tests/core/pipeline/test_stage \
	tests/core/pipeline/test_tuning
check_PROGRAMS += $(pipeline_tests)
TESTS += $(pipeline_tests)
tests_core_pipeline_test_gate_SOURCES = tests/core/pipeline/test_gate.c
tests_core_pipeline_test_gate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_gate_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_pipeline_test_hot_SOURCES = tests/core/pipeline/test_hot.c
tests_core_pipeline_test_hot_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -fno-builtin
tests_core_pipeline_test_hot_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_pipeline_test_sink_SOURCES = tests/core/pipeline/test_sink.c
tests_core_pipeline_test_sink_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_sink_LDFLAGS = $(AM_LDFLAGS) -static-libtool-libs \
	-Wl,--wrap=write,--wrap=fcntl
tests_core_pipeline_test_sink_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
tests_core_pipeline_test_stage_SOURCES = tests/core/pipeline/test_stage.c
tests_core_pipeline_test_stage_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_stage_LDADD = libvxsession.la $(CMOCKA_LIBS)
tests_core_pipeline_test_tuning_SOURCES = tests/core/pipeline/test_tuning.c
tests_core_pipeline_test_tuning_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_core_pipeline_test_tuning_LDADD = tests/core/session/librig.la libvxsession.la $(CMOCKA_LIBS)
