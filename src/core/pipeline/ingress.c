#include "core/pipeline/ingress.h"

#define SECOND_NS 1000000000u

/* What a slot is for: the journal's reserve is not for everything. */
enum urgency { FOR_FLOW, FOR_OPERATOR };

static inline bool has_journal_room(struct vx_ingress *in, enum urgency urgency)
{
    if (VX_LIKELY(!in->journal))
        return true;
    const enum vx_writer_room room = vx_writer_room(in->journal);
    in->gate.journal_full = room == VX_ROOM_RESERVE;
    return room == VX_ROOM_YES || (room == VX_ROOM_RESERVE && urgency == FOR_OPERATOR);
}

static inline struct vx_tx *claim(struct vx_ingress *in, enum urgency urgency)
{
    void *slot;
    if (!has_journal_room(in, urgency) || vx_spsc_claim(in->out, 1, &slot) == 0)
        return NULL;
    return slot;
}

static struct vx_tx *claim_or_block(struct vx_ingress *in, enum urgency urgency)
{
    struct vx_tx *slot = claim(in, urgency);
    if (!slot) {
        in->stage.blocked = true;
        in->full++;
    }
    return slot;
}

static void keep_halt(struct vx_ingress *in, bool halted, uint64_t now_ns)
{
    const uint64_t body[4] = {VX_JOURNAL_HALT, halted};
    vx_writer_append(in->journal, VX_RECORD_CONTROL, now_ns, body);
}

static void keep_restore(struct vx_ingress *in, const struct vx_restore *r, uint64_t inputs,
                         uint64_t now_ns)
{
    const uint64_t body[4] = {VX_JOURNAL_RESTORE, r->snapshot_seq, inputs};
    vx_writer_append(in->journal, VX_RECORD_CONTROL, now_ns, body);
}

/* What was let in becomes visible to the book, and how late it came to whoever looks. */
static void hand_over(struct vx_ingress *in)
{
    vx_spsc_publish(in->out);
    vx_hist_end(&in->stage.panel->latency[VX_LATENCY_INGRESS], &in->late);
    in->late = (struct vx_hist_run){0};
}

/* The claimed slot holds an input: into the journal and the ring. */
static VX_INLINE void let_in(struct vx_ingress *in, const struct vx_tx *tx, uint64_t now_ns)
{
    in->tally.offered++;
    in->tally.sequenced++;
    if (in->journal)
        vx_writer_append(in->journal, VX_RECORD_INPUT, now_ns, tx);
    vx_spsc_put(in->out, 1);
    if (in->tally.sequenced % VX_INGRESS_BATCH == 0)
        hand_over(in);
}

/* The claimed slot holds an input: by the gate, and in.  False: the gate refused it. */
static VX_INLINE bool pass(struct vx_ingress *in, struct vx_tx *tx, uint64_t now_ns)
{
    const enum vx_reject code = vx_gate_check(&in->gate, tx, in->tally.sequenced, now_ns);
    if (VX_UNLIKELY(code != VX_REJECT_NONE)) {
        vx_gate_refuse(tx, code);
        in->tally.refused++;
    }
    vx_hist_count(&in->stage.panel->latency[VX_LATENCY_INGRESS], &in->late,
                  now_ns - vx_min_u64(tx->due_ns, now_ns), 1);
    let_in(in, tx, now_ns);
    return code == VX_REJECT_NONE;
}

static void show_ingress(struct vx_stage *stage)
{
    struct vx_ingress *in = (void *)stage;
    struct vx_panel *panel = stage->panel;
    const uint64_t due = in->tally.paused ? VX_NEVER : vx_flow_due(in->flow);
    in->tally.lag_ns = due != 0 && due < stage->began_ns ? stage->began_ns - due : 0;
    const struct vx_ingress_tally *tally = &in->tally;
    const uint64_t waiting = vx_mpsc_used(in->inbox);
    in->inbox_high = vx_max_u64(in->inbox_high, waiting);
    vx_put(&panel->ring[VX_RING_INBOX].used, waiting);
    vx_put(&panel->ring[VX_RING_INBOX].high, in->inbox_high);
    vx_put(&panel->ring[VX_RING_INGRESS].used, vx_spsc_used(in->out));
    vx_put(&panel->ring[VX_RING_INGRESS].high, vx_get(&in->out->high));
    vx_put(&panel->ring[VX_RING_INGRESS].full, in->full);
    vx_put(&panel->journal.refusing, in->gate.journal_full);
#define VX_INGRESS(field, kind, unit, metric, help) vx_put(&panel->ingress.field, tally->field);
#include "core/telemetry/panel.def"
    /* C5: pairs with C6 in vx_ingress_shown */
    atomic_store_explicit(&in->shown, tally->sequenced, memory_order_release);
}

/* ---- when typed inputs and control changes count as taken ---- */

static uint64_t feed_due(const struct vx_ingress *in)
{
    const uint64_t due = in->feed ? vx_feed_due(in->feed) : VX_NEVER;
    return due == VX_NEVER ? VX_NEVER : due + in->feed_shift_ns;
}

uint64_t vx_ingress_place(const struct vx_ingress *in, uint64_t now_ns)
{
    const uint64_t due = vx_min_u64(vx_flow_due(in->flow), feed_due(in));
    /* without a rate of its own the load is due at 0: no time is before it */
    return in->tally.paused || due > now_ns || due == 0 ? now_ns : due - 1;
}

static uint64_t place(struct vx_ingress *in, uint64_t now_ns)
{
    const uint64_t at = vx_ingress_place(in, now_ns);
    const uint64_t newest = vx_max_u64(in->placed_ns, at < now_ns ? in->frozen_ns : 0);
    if (at < newest)
        vx_add(&in->ties, 1);
    in->placed_ns = vx_max_u64(at, newest);
    return in->placed_ns;
}

/* ---- control words ---- */

static uint64_t load_time(const struct vx_ingress *in, uint64_t now_ns)
{
    return in->tally.paused ? in->frozen_ns : now_ns;
}

static void set_paused(struct vx_ingress *in, bool paused, uint64_t now_ns)
{
    if (paused == (in->tally.paused != 0))
        return;
    if (paused) {
        in->frozen_ns = now_ns;
    } else if (now_ns > in->frozen_ns) { /* not so if steps went ahead of the clock */
        vx_flow_shift(in->flow, now_ns - in->frozen_ns);
        in->feed_shift_ns += now_ns - in->frozen_ns;
    }
    in->steps_left = 0;
    in->tally.paused = paused;
}

static void set_load(struct vx_ingress *in, uint64_t now_ns)
{
    const struct vx_control_block *c = &in->stage.panel->control;
    const uint64_t shape = vx_get(&c->flow), rate = vx_get(&c->rate);
    const uint64_t seed_set = vx_get(&c->seed_set), burst_set = vx_get(&c->burst_set);
    const uint64_t at_ns = load_time(in, now_ns);
    if (seed_set != in->seed_set)
        vx_flow_seed(in->flow, in->tally.seed = vx_get(&c->seed));
    if (shape != in->tally.flow)
        vx_flow_shape(in->flow, (enum vx_flow_id)shape);
    if (rate != in->tally.rate) {
        const bool capped = in->stage.panel->virtual_clock && rate > VX_INGRESS_VIRTUAL_RATE;
        vx_flow_rate(in->flow, capped ? VX_INGRESS_VIRTUAL_RATE : rate, at_ns);
    }
    if (burst_set != in->burst_set)
        vx_flow_burst(in->flow, vx_get(&c->burst_n), vx_get(&c->burst_ns), at_ns);
    in->seed_set = seed_set;
    in->burst_set = burst_set;
    in->tally.flow = shape;
    in->tally.rate = rate;
}

static void set_feed(struct vx_ingress *in, uint64_t now_ns)
{
    struct vx_feed *feed = vx_feed_slot_get(in->feed_slot);
    struct vx_feed_block *block = &in->stage.panel->feed;
    if (feed == in->feed)
        return;
    in->feed = feed;
    in->feed_waits = false;
    in->feed_shift_ns = 0;
    in->feed_last = in->tally.sequenced;
    if (!feed)
        return; /* stopped: inactive once what is on its way is answered */
    vx_feed_start(feed, load_time(in, now_ns));
    vx_put(&block->rows, vx_feed_rows(feed));
    vx_put(&block->sent, 0);
    vx_put(&block->active, 1);
}

static void obey(struct vx_ingress *in, uint64_t now_ns)
{
    struct vx_control_block *c = &in->stage.panel->control;
    /* C2: pairs with C1, the session's release of the words behind it */
    const uint64_t generation = atomic_load_explicit(&c->generation, memory_order_acquire);
    if (generation == in->tally.ctl_seen)
        return;
    const bool halted = vx_get(&c->halted) != 0;
    if (in->journal && halted != in->gate.halted) {
        if (!has_journal_room(in, FOR_OPERATOR))
            return; /* seen later, when it can be kept */
        keep_halt(in, halted, now_ns);
    }
    const uint64_t at_ns = in->begun ? place(in, now_ns) : 0;
    set_load(in, at_ns);
    set_feed(in, at_ns);
    set_paused(in, vx_get(&c->paused) != 0, at_ns);
    vx_put(&in->control_ns, at_ns);
    const uint64_t steps = vx_get(&c->steps);
    if (in->tally.paused)
        in->steps_left += steps - in->steps;
    in->steps = steps;
    if (halted && !in->gate.halted)
        in->cancel_all = true;
    in->gate.halted = halted;
    in->tally.halted = halted;
    in->tally.ctl_seen = generation;
    show_ingress(&in->stage);
    /* C3: pairs with C4 in vx_ingress_has_seen; the gauges above are up by then */
    atomic_store_explicit(&in->seen, generation, memory_order_release);
}

/* ---- sources ---- */

static uint32_t take_cancel_all(struct vx_ingress *in, uint64_t now_ns)
{
    struct vx_tx *slot;
    if (!in->cancel_all || !(slot = claim_or_block(in, FOR_OPERATOR)))
        return 0;
    *slot = (struct vx_tx){.kind = VX_TX_CANCEL_ALL,
                           .instrument = VX_ALL_INSTRUMENTS,
                           .flags = vx_tx_flags(0, 0, VX_SOURCE_LOAD),
                           .due_ns = now_ns};
    pass(in, slot, now_ns);
    in->cancel_all = false;
    return 1;
}

/* The kill switch, or a disk without room, ends a load; what is left of the journal says so. */
static bool is_given_up(struct vx_ingress *in, struct vx_restore *r, uint64_t now_ns)
{
    const bool room = has_journal_room(in, FOR_FLOW);
    if (!in->gate.halted && (room || !in->gate.journal_full))
        return false;
    if (r->begun && !has_journal_room(in, FOR_OPERATOR))
        return false;
    if (r->begun)
        keep_restore(in, r, 0, now_ns);
    return r->given_up = true;
}

/* The book of a snapshot; until all of it is in, nothing else is. */
static uint32_t take_restore(struct vx_ingress *in, uint64_t now_ns, uint32_t limit)
{
    struct vx_restore *r = vx_restore_slot_get(in->restore_slot);
    struct vx_tx *slot;
    uint32_t n = 0;
    if (!r)
        return 0;
    in->stage.blocked = true; /* not the end, whatever is waited for */
    bool over = is_given_up(in, r, now_ns);
    if (!over && !r->begun && has_journal_room(in, FOR_FLOW)) {
        keep_restore(in, r, r->inputs, now_ns);
        r->begun = true;
    }
    while (!over && r->begun && n < limit && (slot = claim_or_block(in, FOR_FLOW))) {
        vx_restore_input(r, now_ns, slot);
        let_in(in, slot, now_ns);
        n++;
        over = ++r->next == r->inputs;
    }
    if (n)
        hand_over(in);
    if (over) {
        show_ingress(&in->stage); /* whoever waits for the end sees how far it went */
        vx_restore_slot_set(in->restore_slot, NULL); /* L2 */
    }
    return n;
}

static uint32_t take_inbox(struct vx_ingress *in, uint64_t now_ns, uint32_t limit)
{
    const struct vx_tx *tx;
    struct vx_tx *slot;
    uint32_t n = 0;
    while (n < limit && (tx = vx_mpsc_peek(in->inbox)) &&
           (slot = claim_or_block(in, FOR_OPERATOR))) {
        *slot = *tx;
        vx_put(&in->taken_ns[in->tickets++ % VX_ANSWER_CAPACITY], place(in, now_ns));
        vx_mpsc_pop(in->inbox);
        in->tally.operator_in++;
        pass(in, slot, now_ns);
        n++;
    }
    return n;
}

/* Takes what is due by until_ns (VX_NEVER: whatever comes next); an input early is due now. */
static uint32_t take_feed(struct vx_ingress *in, uint64_t now_ns, uint64_t until_ns, uint32_t limit)
{
    uint64_t due;
    struct vx_tx *slot;
    uint32_t n = 0;
    in->feed_waits = false;
    while (n < limit && (due = feed_due(in)) != VX_NEVER && due <= until_ns) {
        if (!(slot = claim_or_block(in, FOR_FLOW))) {
            in->feed_waits = true;
            in->tally.waited++;
            break;
        }
        in->frozen_ns = vx_max_u64(in->frozen_ns, due);
        vx_feed_next(in->feed, now_ns, slot);
        slot->due_ns = until_ns == VX_NEVER ? now_ns : due;
        in->tally.feed_in++;
        pass(in, slot, now_ns);
        in->feed_last = in->tally.sequenced;
        n++;
    }
    if (n)
        vx_put(&in->stage.panel->feed.sent, vx_feed_sent(in->feed));
    return n;
}

/* A feed has ended when all of it is sent and answered. */
static void end_feed(struct vx_ingress *in)
{
    struct vx_feed_block *block = &in->stage.panel->feed;
    if (!vx_get(&block->active) || (feed_due(in) != VX_NEVER && !in->stage.final))
        return;
    if (vx_marks_get_answered(in->marks) < in->feed_last)
        return;
    /* F3: pairs with F4, the session's look at it before it asks for the result */
    atomic_store_explicit(&block->active, 0, memory_order_release);
}

/* Also while stepping: a step lets an input in, it does not throw one away. */
static bool load_must_wait(const struct vx_ingress *in)
{
    const _Atomic int64_t *policy = &in->stage.panel->control.setting[VX_SET_BACKPRESSURE];
    return in->tally.paused || in->tally.rate == VX_RATE_MAX ||
           atomic_load_explicit(policy, memory_order_relaxed) != 0;
}

static void count_dropped(struct vx_ingress *in, uint64_t n)
{
    in->tally.offered += n;
    in->tally.load_in += n;
    in->tally.dropped += n;
}

/* The steady load starts over from now, without what was due since `due` and has no room. */
static void shed_load(struct vx_ingress *in, uint64_t due, uint64_t now_ns)
{
    const uint64_t rate = in->tally.rate;
    const uint64_t missed_ns = now_ns - vx_max_u64(due, in->shed_ns);
    if (rate == 0 || missed_ns < VX_INGRESS_SHED_NS)
        return;
    vx_flow_rate(in->flow, 0, now_ns);
    vx_flow_rate(in->flow, rate, now_ns);
    count_dropped(in, (uint64_t)((unsigned __int128)missed_ns * rate / SECOND_NS));
    in->shed_ns = now_ns;
}

/* No room for an arrival: keeps it back and says false, or makes it, drops it and counts. */
static bool drop_load(struct vx_ingress *in, uint64_t due, uint64_t now_ns)
{
    struct vx_tx dropped;
    in->full++;
    if (load_must_wait(in)) {
        in->load_waits = in->stage.blocked = true;
        in->tally.waited++;
        return false;
    }
    shed_load(in, due, now_ns);
    if (vx_flow_due(in->flow) > now_ns)
        return true;
    vx_flow_next(in->flow, now_ns, &dropped);
    vx_flow_lost(in->flow);
    count_dropped(in, 1);
    return true;
}

static uint32_t take_load(struct vx_ingress *in, uint64_t now_ns, uint64_t until_ns, uint32_t limit)
{
    uint32_t n = 0, dropped = 0, room = 0;
    uint64_t due;
    void *slots = NULL;
    struct vx_tx *slot = NULL;
    in->load_waits = false;
    if (in->tally.rate == VX_RATE_MAX && limit > VX_INGRESS_GREEDY)
        limit = VX_INGRESS_GREEDY;
    while (n < limit && dropped < VX_INGRESS_DROPS && (due = vx_flow_due(in->flow)) != VX_NEVER &&
           due <= until_ns) {
        if (room == 0) {
            room = vx_spsc_claim(in->out, VX_INGRESS_BATCH, &slots);
            slot = slots;
        }
        if (room == 0 || !has_journal_room(in, FOR_FLOW)) {
            if (!drop_load(in, due, now_ns))
                break;
            dropped++;
            continue;
        }
        in->frozen_ns = vx_max_u64(in->frozen_ns, due);
        vx_flow_next(in->flow, now_ns, slot);
        if (until_ns == VX_NEVER)
            slot->due_ns = now_ns;
        in->tally.load_in++;
        if (!pass(in, slot, now_ns))
            vx_flow_lost(in->flow);
        slot++;
        room--;
        n++;
    }
    return n + dropped;
}

/* While paused: the next inputs, wherever they come from and whenever they were due. */
static uint32_t take_steps(struct vx_ingress *in, uint64_t now_ns, uint32_t limit)
{
    const uint32_t most = (uint32_t)vx_min_u64(limit, in->steps_left);
    uint32_t n = take_inbox(in, now_ns, most);
    n += take_feed(in, now_ns, VX_NEVER, most - n);
    n += take_load(in, now_ns, VX_NEVER, most - n);
    in->steps_left -= n;
    return n;
}

static uint32_t take_sources(struct vx_ingress *in, uint64_t now_ns, uint32_t limit)
{
    if (in->stage.final)
        return take_inbox(in, now_ns, limit);
    if (in->tally.paused)
        return take_steps(in, now_ns, limit);
    uint32_t n = 0;
    if (vx_mpsc_peek(in->inbox))
        n += take_inbox(in, now_ns, limit);
    if (in->feed)
        n += take_feed(in, now_ns, now_ns, limit - n);
    return n + take_load(in, now_ns, now_ns, limit - n);
}

static uint32_t poll_ingress(struct vx_stage *stage, uint64_t now_ns, uint32_t limit)
{
    struct vx_ingress *in = (void *)stage;
    const uint64_t sequenced = in->tally.sequenced;
    if (in->journal && vx_writer_has_failed(in->journal))
        return 0;
    obey(in, now_ns);
    in->begun = true;
    uint32_t n = take_cancel_all(in, now_ns);
    if (in->cancel_all)
        return n; /* nothing overtakes it */
    n += take_restore(in, now_ns, limit - n);
    if (!vx_restore_slot_get(in->restore_slot))
        n += take_sources(in, now_ns, limit - n);
    if (in->tally.sequenced != sequenced) {
        hand_over(in);
        vx_spsc_fetch(in->out);
    }
    end_feed(in);
    in->stage.count += in->tally.sequenced - sequenced;
    return n;
}

static uint64_t next_ingress(const struct vx_stage *stage)
{
    const struct vx_ingress *in = (const void *)stage;
    if (in->stage.final || in->tally.paused)
        return VX_NEVER;
    const uint64_t load = in->load_waits ? VX_NEVER : vx_flow_due(in->flow);
    return vx_min_u64(load, in->feed_waits ? VX_NEVER : feed_due(in));
}

void vx_ingress_init(struct vx_ingress *in, const struct vx_ingress_parts *parts)
{
    static const struct vx_stage_ops ops = {poll_ingress, next_ingress, show_ingress};
    struct vx_panel *panel = parts->panel;
    *in = (struct vx_ingress){
        .out = parts->out,
        .inbox = parts->inbox,
        .flow = parts->flow,
        .marks = parts->marks,
        .feed_slot = parts->feed_slot,
        .restore_slot = parts->restore_slot,
        .gate = {.panel = panel,
                 .marks = parts->marks,
                 .tick = vx_recip_make((uint32_t)parts->tick),
                 .price_min = parts->price_min,
                 .price_max = parts->price_max,
                 .instruments = parts->instruments},
        .tally = {.seed = vx_get(&panel->control.seed), .flow = vx_get(&panel->control.flow)},
        .seed_set = vx_get(&panel->control.seed_set),
    };
    vx_stage_init(&in->stage, &ops, VX_STAGE_INGRESS, panel, &panel->control.stop, VX_INGRESS_POLL);
    vx_put(&panel->ring[VX_RING_INBOX].capacity, parts->inbox->mask + 1);
    vx_put(&panel->ring[VX_RING_INGRESS].capacity, vx_spsc_capacity(parts->out));
}
