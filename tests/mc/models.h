/*
 * models.h: the models, file by file; each list ends with a model without a name.
 */
#ifndef MC_MODELS_H
#define MC_MODELS_H

#include "mc.h"

extern const struct mc_model mc_spsc_models[], mc_mpsc_models[], mc_slots_models[];
extern const struct mc_model mc_ovring_models[], mc_ladder_models[], mc_panel_models[];
extern const struct mc_model mc_turn_models[];
extern const struct mc_model mc_wrong_models[]; /* each of them must fail */

#endif
