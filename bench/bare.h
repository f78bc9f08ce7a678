/*
 * bare.h: put in front of the stages' sources (-include), it makes them again without telemetry and
 * under names of their own: no histogram, no counter in the panel, no tape, no ladder, no volume by
 * price.  Sums that something depends on (accounts, hash) stay.
 */
#ifndef VX_BENCH_BARE_H
#define VX_BENCH_BARE_H

#define vx_accounts_refer_touched bare_accounts_refer_touched
#define vx_accounts_rejected      bare_accounts_rejected
#define vx_told_begin             bare_told_begin
#define vx_told_end               bare_told_end
#define vx_told_record            bare_told_record
#define vx_stage_init             bare_stage_init
#define vx_stage_poll             bare_stage_poll
#define vx_stage_show             bare_stage_show
#define vx_ingress_init           bare_ingress_init
#define vx_ingress_place          bare_ingress_place
#define vx_booker_init            bare_booker_init
#define vx_booker_is_conserved    bare_booker_is_conserved
#define vx_booker_note            bare_booker_note
#define vx_booker_restored        bare_booker_restored
#define vx_booker_ladder          bare_booker_ladder
#define vx_booker_ladder_swap     bare_booker_ladder_swap
#define vx_booker_ladder_flush    bare_booker_ladder_flush
#define vx_booker_publish         bare_booker_publish
#define vx_booker_watch           bare_booker_watch
#define vx_bundler_init           bare_bundler_init
#define vx_output_init            bare_output_init
#define vx_pipeline_check         bare_pipeline_check
#define vx_pipeline_close         bare_pipeline_close
#define vx_pipeline_is_done       bare_pipeline_is_done
#define vx_pipeline_keep          bare_pipeline_keep
#define vx_pipeline_open          bare_pipeline_open

#include "core/pipeline/pipeline.h"

#ifndef VX_BENCH_BARE_NAMES_ALONE
#define vx_put(word, value) ((void)(word), (void)(value))
#define vx_add(word, by)    ((void)(word), (void)(by))
#define vx_hist_count(hist, run, value, once) \
    ((void)(hist), (void)(run), (void)(value), (void)(once))
#define vx_hist_end(hist, run)                    ((void)(hist), (void)(run))
#define vx_hist_record(hist, value)               ((void)(hist), (void)(value))
#define vx_ovring_write(ring, area, entry)        ((void)(ring), (void)(entry))
#define vx_ladder_add(ladder, side, bucket, lots) ((void)(ladder), (void)(side), VX_OK)
#endif

#endif
