#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>

#include "tests/tui/stage.h"

void frame(struct stage *s)
{
    s->wall_ns += FRAME_NS;
    fake_step(&s->fake, FRAME_NS);
    vx_console_frame(&s->console, s->wall_ns);
}

static bool change(void *ui, enum vx_view_id id, const char *value, char *why, size_t size)
{
    return vx_console_change(ui, id, value, why, size);
}

void open_stage(struct stage *s)
{
    memset(s, 0, sizeof *s);
    fake_open(&s->fake, 3);
    s->line = fake_line_open(&s->typed);
    s->options = (struct vx_tui_options){.panel = s->fake.panel, .line = &s->line};
    assert_int_equal(vx_console_open(&s->console, &s->options), 0);
    assert_int_equal(vx_surface_resize(&s->console.surface, 24, 80), 0);
    s->typed.change = change;
    s->typed.ui = &s->console;
    s->wall_ns = 1000000000;
    frame(s);
}

void close_stage(struct stage *s)
{
    vx_console_close(&s->console);
    fake_close(&s->fake);
}

/* What an input gives the editor; 0: nothing. */
wchar_t put(struct stage *s, struct vx_input input)
{
    wchar_t key = 0;
    bool passed = vx_console_input(&s->console, &input, &key);
    frame(s);
    return passed ? key : 0;
}

wchar_t put_char(struct stage *s, wchar_t ch)
{
    return put(s, (struct vx_input){.kind = VX_INPUT_CHAR, .ch = ch});
}

wchar_t put_function(struct stage *s, int n)
{
    return put(s, (struct vx_input){.kind = VX_INPUT_FUNCTION, .code = n});
}

wchar_t put_escape(struct stage *s)
{
    return put(s, (struct vx_input){.kind = VX_INPUT_ESCAPE});
}

void check_last(const struct stage *s, const char *want)
{
    assert_true(s->typed.executed > 0);
    assert_string_equal(s->typed.command[(s->typed.executed - 1) % FAKE_EXECUTED], want);
}

void check_ready(const struct stage *s, const wchar_t *before, int32_t price)
{
    wchar_t want[64];
    swprintf(want, VX_LEN(want), L"%ls @ %d.%02d", before, price / 10000, price % 10000 / 100);
    assert_int_equal(s->typed.len, wcslen(want));
    assert_memory_equal(s->typed.text, want, wcslen(want) * sizeof *want);
    assert_int_equal(s->typed.cursor, wcslen(before));
    assert_int_equal(s->console.scene.mode, VX_MODE_PROMPT);
}
