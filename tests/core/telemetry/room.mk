telemetry_tests = \
	tests/core/telemetry/test_hist \
	tests/core/telemetry/test_metric \
	tests/core/telemetry/test_panel \
	tests/core/telemetry/test_setting
check_PROGRAMS += $(telemetry_tests)
TESTS += $(telemetry_tests)
telemetry_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
telemetry_test_libs = libvxtelemetry.la $(CMOCKA_LIBS)

tests_core_telemetry_test_hist_SOURCES = tests/core/telemetry/test_hist.c
tests_core_telemetry_test_hist_CFLAGS = $(telemetry_test_cflags)
tests_core_telemetry_test_hist_LDADD = $(telemetry_test_libs)
tests_core_telemetry_test_metric_SOURCES = tests/core/telemetry/test_metric.c
tests_core_telemetry_test_metric_CFLAGS = $(telemetry_test_cflags)
tests_core_telemetry_test_metric_LDADD = $(telemetry_test_libs)
tests_core_telemetry_test_panel_SOURCES = tests/core/telemetry/test_panel.c
tests_core_telemetry_test_panel_CFLAGS = $(telemetry_test_cflags)
tests_core_telemetry_test_panel_LDADD = $(telemetry_test_libs)
tests_core_telemetry_test_setting_SOURCES = tests/core/telemetry/test_setting.c
tests_core_telemetry_test_setting_CFLAGS = $(telemetry_test_cflags)
tests_core_telemetry_test_setting_LDADD = $(telemetry_test_libs)
