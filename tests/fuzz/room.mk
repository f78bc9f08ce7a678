# The fuzzers: libFuzzer programs with --enable-fuzz (clang), `make fuzzers`.  tests/fuzz/run.sh
# shares a time between them.
fuzz_programs =

if FUZZ
EXTRA_PROGRAMS += $(fuzz_programs)
endif
fuzzers: $(fuzz_programs)
.PHONY: fuzzers
EXTRA_DIST += tests/fuzz/run.sh
