/*
 * models.h: the models, file by file; each list ends with a model without a name.
 */
#ifndef MC_MODELS_H
#define MC_MODELS_H

#include "mc.h"

extern const struct mc_model mc_spsc_models[];

#endif
