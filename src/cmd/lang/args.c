#include "config.h"

#include "cmd/lang/args.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/lang/nearest.h"
#include "core/base/err.h"
#include "core/base/line.h"
#include "core/base/num.h"

#define mistaken(m, piece, ...) (vx_mistake_set((m), (piece)->at, __VA_ARGS__), VX_E_SYNTAX)

/* printf's %.*s of a piece */
#define SHOWN(piece) (int)(piece)->len, (piece)->text

/* ---- numbers ---- */

static int in_range(const struct vx_param *p, uint64_t value, const struct vx_piece *piece,
                    struct vx_mistake *mistake)
{
    char range[128];
    bool any = p->min == 0 && p->max == 0;
    if (any || (value >= p->min && (value <= p->max || p->max == 0)))
        return VX_OK;
    vx_param_range(range, sizeof range, p);
    return mistaken(mistake, piece, "%s has to be %s, not %.*s", p->label, range, SHOWN(piece));
}

static int convert_count(struct vx_arg *arg, const struct vx_piece *piece,
                         struct vx_mistake *mistake)
{
    int err = vx_num_parse_count(piece->text, piece->len, &arg->n, NULL);
    if (err == VX_E_RANGE)
        return mistaken(mistake, piece, "%s: %.*s is %s", arg->param->label, SHOWN(piece),
                        memchr(piece->text, '.', piece->len) ? "no whole number"
                                                             : "too large a number");
    if (err < 0)
        return mistaken(mistake, piece, "%s: a whole number is wanted (5, 5k, 1.5M), not '%.*s'",
                        arg->param->label, SHOWN(piece));
    return in_range(arg->param, arg->n, piece, mistake);
}

static int parse_duration(uint64_t *ns, const struct vx_piece *piece, const char *label,
                          struct vx_mistake *mistake)
{
    uint64_t count;
    int err = vx_num_parse_duration(piece->text, piece->len, ns, NULL);
    if (err == 0 && *ns <= INT64_MAX)
        return VX_OK;
    if (err == 0 || err == VX_E_RANGE)
        return mistaken(mistake, piece, "%s: %.*s is too long or finer than 1ns", label,
                        SHOWN(piece));
    if (vx_num_parse_count(piece->text, piece->len, &count, NULL) == 0)
        return mistaken(mistake, piece, "%s: a unit is wanted behind %.*s: ns, us, ms, s, m or h",
                        label, SHOWN(piece));
    return mistaken(mistake, piece, "%s: a duration is wanted (100us, 20ms, 2s), not '%.*s'", label,
                    SHOWN(piece));
}

static int convert_duration(struct vx_arg *arg, const struct vx_piece *piece,
                            struct vx_mistake *mistake)
{
    int rc = parse_duration(&arg->n, piece, arg->param->label, mistake);
    return rc < 0 ? rc : in_range(arg->param, arg->n, piece, mistake);
}

static int convert_time(struct vx_arg *arg, const struct vx_piece *piece,
                        struct vx_mistake *mistake)
{
    struct vx_piece rest = *piece;
    arg->relative = piece->len > 0 && piece->text[0] == '+';
    rest.text += arg->relative;
    rest.len -= arg->relative;
    return parse_duration(&arg->n, &rest, arg->param->label, mistake);
}

/* R, or xN with up to nine decimals */
static int convert_rate(struct vx_arg *arg, const struct vx_piece *piece,
                        struct vx_mistake *mistake)
{
    int64_t v;
    if (piece->len == 0 || (piece->text[0] != 'x' && piece->text[0] != 'X'))
        return convert_count(arg, piece, mistake);
    if (vx_num_parse_decimal(piece->text + 1, piece->len - 1, &v, &arg->scale, NULL) < 0 || v < 0)
        return mistaken(mistake, piece, "R: x and a number is wanted (x2, x0.5), not '%.*s'",
                        SHOWN(piece));
    arg->relative = true;
    arg->n = (uint64_t)v;
    return VX_OK;
}

static int convert_speed(struct vx_arg *arg, const struct vx_piece *piece,
                         struct vx_mistake *mistake)
{
    struct vx_piece number = *piece;
    if (number.len > 0 &&
        (number.text[number.len - 1] == 'x' || number.text[number.len - 1] == 'X'))
        number.len--;
    if (vx_num_parse_count(number.text, number.len, &arg->n, NULL) < 0)
        return mistaken(mistake, piece, "speed: 1x, 10x or max is wanted, not '%.*s'",
                        SHOWN(piece));
    return in_range(arg->param, arg->n, piece, mistake);
}

/* A sequence, or a time if there is a unit behind it; + and -: from where one looks. */
static int convert_moment(struct vx_arg *arg, const struct vx_piece *piece,
                          struct vx_mistake *mistake)
{
    const bool signed_ = piece->len > 1 && strchr("+-", piece->text[0]);
    arg->scale = signed_ ? (piece->text[0] == '-' ? 2 : 1) : 0;
    if (signed_) {
        struct vx_piece rest = *piece;
        rest.text++;
        rest.len--;
        arg->relative = true;
        return parse_duration(&arg->n, &rest, arg->param->label, mistake);
    }
    if (vx_num_parse_count(piece->text, piece->len, &arg->n, NULL) == 0)
        return VX_OK;
    arg->relative = true;
    if (vx_num_parse_duration(piece->text, piece->len, &arg->n, NULL) == 0 && arg->n <= INT64_MAX)
        return VX_OK;
    return mistaken(mistake, piece,
                    "TO: a sequence (812344), a time (12.5s), next, prev, first or last is wanted, "
                    "not '%.*s'",
                    SHOWN(piece));
}

static int convert_steps(struct vx_arg *arg, const struct vx_piece *piece,
                         struct vx_mistake *mistake)
{
    struct vx_piece rest = *piece;
    arg->relative = piece->len > 1 && piece->text[0] == '-';
    rest.text += arg->relative;
    rest.len -= arg->relative;
    return convert_count(arg, &rest, mistake);
}

/* Up to three decimals: 0.1x, 1x, 10 */
static int convert_pace(struct vx_arg *arg, const struct vx_piece *piece,
                        struct vx_mistake *mistake)
{
    int64_t v = 0;
    unsigned scale = 0;
    size_t len = piece->len;
    if (len > 0 && (piece->text[len - 1] == 'x' || piece->text[len - 1] == 'X'))
        len--;
    bool good = vx_num_parse_decimal(piece->text, len, &v, &scale, NULL) == 0 && v > 0;
    for (; good && scale < 3; scale++)
        good = !__builtin_mul_overflow(v, 10, &v);
    if (!good || scale > 3)
        return mistaken(mistake, piece, "SPEED: 0.1x, 1x, 10x or max is wanted, not '%.*s'",
                        SHOWN(piece));
    arg->n = (uint64_t)v;
    return in_range(arg->param, arg->n, piece, mistake);
}

/* ---- prices ---- */

/* The multiples of the tick around a price that is none, kept inside the band. */
static int off_tick(int64_t below, const struct vx_piece *piece, const struct vx_parse_env *env,
                    struct vx_mistake *mistake)
{
    char tick[32], low[32], high[32];
    vx_num_format_price(tick, sizeof tick, env->tick);
    vx_num_format_price(low, sizeof low, below);
    vx_num_format_price(high, sizeof high, below + env->tick);
    if (below < env->price_min)
        return mistaken(mistake, piece, "price %.*s is not a multiple of tick %s; nearest: %s",
                        SHOWN(piece), tick, high);
    return mistaken(mistake, piece, "price %.*s is not a multiple of tick %s; nearest: %s and %s",
                    SHOWN(piece), tick, low, high);
}

static int64_t floor_to(int64_t value, int64_t step)
{
    int64_t down = value / step * step;
    return down > value ? down - step : down;
}

static int price_of(int32_t *price, const struct vx_piece *piece, const struct vx_parse_env *env,
                    struct vx_mistake *mistake)
{
    char low[32], high[32];
    int64_t v;
    unsigned scale;
    int err = vx_num_parse_decimal(piece->text, piece->len, &v, &scale, NULL);
    if (err == VX_E_SYNTAX)
        return mistaken(mistake, piece, "a price is wanted (100.25), not '%.*s'", SHOWN(piece));
    bool huge = err < 0, exact = true;
    for (; !huge && scale > VX_PRICE_DIGITS; scale--) {
        exact = exact && v % 10 == 0;
        v = floor_to(v, 10) / 10;
    }
    for (; !huge && scale < VX_PRICE_DIGITS; scale++)
        huge = __builtin_mul_overflow(v, 10, &v);
    if (huge || v < env->price_min || v > env->price_max) {
        vx_num_format_price(low, sizeof low, env->price_min);
        vx_num_format_price(high, sizeof high, env->price_max);
        return mistaken(mistake, piece, "price %.*s is outside %s to %s (engine.price.min, .max)",
                        SHOWN(piece), low, high);
    }
    if (!exact || v % env->tick)
        return off_tick(floor_to(v, env->tick), piece, env, mistake);
    *price = (int32_t)v;
    return VX_OK;
}

/* ---- words ---- */

static int unlisted(const struct vx_piece *piece, const char *what, const char *best,
                    struct vx_mistake *mistake)
{
    return mistaken(mistake, piece, "no %s is called '%.*s'%s%s%s", what, SHOWN(piece),
                    *best ? "; did you mean '" : "", best, *best ? "'?" : "");
}

/* A name of a numbered list. */
static int convert_listed(struct vx_arg *arg, const struct vx_piece *piece, const char *what,
                          const char *(*name)(unsigned), unsigned count, struct vx_mistake *mistake)
{
    char best[64] = "";
    for (unsigned i = 0; i < count; i++) {
        if (strlen(name(i)) == piece->len && strncasecmp(name(i), piece->text, piece->len) == 0) {
            arg->n = i;
            return VX_OK;
        }
        vx_nearest_offer(best, sizeof best, piece->text, piece->len, name(i));
    }
    char list[200];
    size_t used = 0;
    for (unsigned i = 0; i < count && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", name(i));
    if (*best)
        return unlisted(piece, what, best, mistake);
    return mistaken(mistake, piece, "no %s is called '%.*s'; there are %s", what, SHOWN(piece),
                    list);
}

static int convert_setting(struct vx_arg *arg, const struct vx_piece *piece,
                           struct vx_mistake *mistake)
{
    char best[64];
    int s = vx_setting_find(piece->text, piece->len);
    if (s >= 0) {
        arg->n = (uint64_t)s;
        return VX_OK;
    }
    vx_nearest_setting(best, sizeof best, piece->text, piece->len);
    return unlisted(piece, "setting", best, mistake);
}

static int convert_choice(struct vx_arg *arg, const struct vx_piece *piece,
                          struct vx_mistake *mistake)
{
    char list[256], best[64] = "";
    size_t len;
    const char *word;
    for (unsigned i = 0; (word = vx_words_at(arg->param->words, i, &len)) != NULL; i++) {
        char offer[64];
        snprintf(offer, sizeof offer, "%.*s", (int)len, word);
        vx_nearest_offer(best, sizeof best, piece->text, piece->len, offer);
    }
    vx_words_list(list, sizeof list, arg->param->words);
    return mistaken(mistake, piece, "%s has to be %s, not '%.*s'%s%s%s", arg->param->label, list,
                    SHOWN(piece), *best ? "; did you mean '" : "", best, *best ? "'?" : "");
}

static int convert_name(const struct vx_piece *piece, struct vx_mistake *mistake)
{
    if (!vx_is_name(piece->text, piece->len))
        return mistaken(mistake, piece,
                        "'%.*s' is no name: a letter, then letters, digits, _ and -, at most %u",
                        SHOWN(piece), VX_NAME_MAX - 1);
    if (piece->len == 3 && strncasecmp(piece->text, "all", 3) == 0)
        return mistaken(mistake, piece, "'all' cannot be a name");
    return VX_OK;
}

static int convert_order(struct vx_arg *arg, const struct vx_piece *piece,
                         struct vx_mistake *mistake)
{
    if (piece->len > 0 && isdigit((unsigned char)piece->text[0]))
        return convert_count(arg, piece, mistake);
    if (!vx_is_name(piece->text, piece->len))
        return mistaken(mistake, piece, "an order's id or name is wanted%s, not '%.*s'",
                        arg->param->words ? ", or all" : "", SHOWN(piece));
    return VX_OK;
}

static bool is_named_key(const struct vx_piece *piece)
{
    for (size_t i = 0; vx_key_names[i]; i++)
        if (strlen(vx_key_names[i]) == piece->len &&
            strncmp(vx_key_names[i], piece->text, piece->len) == 0)
            return true;
    return false;
}

/* F1..F12, M-x, x, Tab and its like */
static int convert_key(const struct vx_piece *piece, struct vx_mistake *mistake)
{
    const char *t = piece->text;
    size_t n = piece->len;
    bool one = n == 1 && isgraph((unsigned char)t[0]);
    bool alt = n == 3 && t[0] == 'M' && t[1] == '-' && isgraph((unsigned char)t[2]);
    bool function = n >= 2 && n <= 3 && t[0] == 'F' && t[1] >= '1' && t[1] <= '9';
    if (function && n == 3)
        function = t[1] == '1' && t[2] >= '0' && t[2] <= '2';
    if (one || alt || function || is_named_key(piece))
        return VX_OK;
    return mistaken(mistake, piece,
                    "'%.*s' is no key: F1 to F12, M-x, one character, or a name such as PgUp",
                    SHOWN(piece));
}

static int convert_file(const struct vx_piece *piece, struct vx_mistake *mistake)
{
    return piece->len ? VX_OK : mistaken(mistake, piece, "the name of a file is wanted");
}

static int convert_view(const struct vx_piece *piece, struct vx_mistake *mistake)
{
    char best[32] = "";
    if (vx_view_find(piece->text, piece->len) >= 0)
        return VX_OK;
    for (unsigned i = 0; i < VX_VIEWS; i++)
        vx_nearest_offer(best, sizeof best, piece->text, piece->len, vx_view_rows[i].word);
    return mistaken(mistake, piece, "'%.*s' is nothing of the view%s%s%s", SHOWN(piece),
                    best[0] ? "; did you mean '" : "", best, best[0] ? "'?" : "");
}

static int convert_verb(const struct vx_piece *piece, struct vx_mistake *mistake)
{
    return piece->len ? VX_OK : mistaken(mistake, piece, "the name of a command is wanted");
}

static int convert_value(struct vx_arg *arg, const struct vx_piece *piece,
                         const struct vx_parse_env *env, struct vx_mistake *mistake)
{
    switch (arg->param->type) {
    case VX_ARG_COUNT:
        return convert_count(arg, piece, mistake);
    case VX_ARG_DURATION:
        return convert_duration(arg, piece, mistake);
    case VX_ARG_TIME:
        return convert_time(arg, piece, mistake);
    case VX_ARG_RATE:
        return convert_rate(arg, piece, mistake);
    case VX_ARG_SPEED:
        return convert_speed(arg, piece, mistake);
    case VX_ARG_MOMENT:
        return convert_moment(arg, piece, mistake);
    case VX_ARG_STEPS:
        return convert_steps(arg, piece, mistake);
    case VX_ARG_PACE:
        return convert_pace(arg, piece, mistake);
    case VX_ARG_PRICE:
        return price_of(&arg->price, piece, env, mistake);
    case VX_ARG_CHOICE:
        return convert_choice(arg, piece, mistake);
    case VX_ARG_FLOW:
        return convert_listed(arg, piece, "flow", vx_flow_name, VX_FLOWS, mistake);
    case VX_ARG_STAGE:
        return convert_listed(arg, piece, "stage", vx_stage_name, VX_STAGES, mistake);
    case VX_ARG_SETTING:
        return convert_setting(arg, piece, mistake);
    case VX_ARG_NAME:
        return convert_name(piece, mistake);
    case VX_ARG_ORDER:
        return convert_order(arg, piece, mistake);
    case VX_ARG_KEY:
        return convert_key(piece, mistake);
    case VX_ARG_FILE:
        return convert_file(piece, mistake);
    case VX_ARG_VERB:
        return convert_verb(piece, mistake);
    case VX_ARG_VIEW:
        return convert_view(piece, mistake);
    case VX_ARG_METRIC:
    case VX_ARG_TOKEN:
    case VX_ARG_FLAG:
    case VX_ARG_TEXT:
    case VX_ARG_EXPR:
    case VX_ARG_COMMAND:
    case VX_ARG_LINE:
    case VX_ARG_ASSIGN:
        break;
    }
    return VX_OK;
}

int vx_arg_convert(struct vx_arg *arg, const struct vx_piece *piece, const struct vx_parse_env *env,
                   struct vx_mistake *mistake)
{
    arg->text = strndup(piece->text, piece->len);
    if (!arg->text)
        return VX_E_MEMORY;
    arg->choice = vx_words_index(arg->param->words, piece->text, piece->len);
    if (arg->choice >= 0 || arg->hole)
        return VX_OK;
    return convert_value(arg, piece, env, mistake);
}
