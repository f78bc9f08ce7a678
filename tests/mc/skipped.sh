#!/bin/sh
# Stands in for the model checker in a build that can not have it.
echo "skip - model checker: ${VX_MC_WHY:-not in this build}"
exit 77
