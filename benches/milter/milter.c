/*
 * What postseal is measured against: a milter on libmilter that does nothing, or one that replaces
 * each body by as many bytes as postseal's carrier of the same mail has.
 *
 *   milter noop SOCKET
 *   milter replace SOCKET BODY=CARRIER...
 *
 * SOCKET is unix:/path or inet:port@127.0.0.1. BODY and CARRIER are bytes: a body is replaced by as
 * many as the pair says whose BODY is closest to its own size.
 *
 * It is shown the whole mail and answers nothing but its end (SMFIP_NR_*): less than that no milter
 * on libmilter can do that looks at mail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libmilter/mfapi.h>

#define CHUNK 65535
#define LINE 76

/* Commands that get no answer. */
#define SILENT                                                                                   \
    (SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA             \
     | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY)

#define PAIRS 8

static size_t pairs;
static struct { size_t body, carrier; } pair[PAIRS];
static unsigned char filler[CHUNK];

static sfsistat on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps,
                             unsigned long x, unsigned long y, unsigned long *our_actions,
                             unsigned long *our_steps, unsigned long *our_x, unsigned long *our_y)
{
    (void)context, (void)actions, (void)x, (void)y;
    if ((steps & SILENT) != SILENT)
        return SMFIS_REJECT;
    *our_actions = SMFIF_ADDHDRS | SMFIF_CHGBODY;
    *our_steps = SILENT;
    *our_x = *our_y = 0;
    return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *context, char *host, _SOCK_ADDR *address)
{
    size_t *size = calloc(1, sizeof *size);

    (void)host, (void)address;
    if (size == NULL || smfi_setpriv(context, size) != MI_SUCCESS)
        return SMFIS_TEMPFAIL;
    return SMFIS_NOREPLY;
}

static sfsistat on_helo(SMFICTX *context, char *name)
{
    (void)context, (void)name;
    return SMFIS_NOREPLY;
}

static sfsistat on_path(SMFICTX *context, char **arguments)
{
    (void)context, (void)arguments;
    return SMFIS_NOREPLY;
}

static sfsistat on_field(SMFICTX *context, char *name, char *value)
{
    (void)context, (void)name, (void)value;
    return SMFIS_NOREPLY;
}

static sfsistat on_stage(SMFICTX *context)
{
    (void)context;
    return SMFIS_NOREPLY;
}

static sfsistat on_body(SMFICTX *context, unsigned char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)smfi_getpriv(context) += length;
    return SMFIS_NOREPLY;
}

/* By how many bytes a body of so many is replaced. */
static size_t replacement(size_t body)
{
    size_t best = 0;

    for (size_t at = 1; at < pairs; at++)
        if (llabs((long long)body - (long long)pair[at].body)
            < llabs((long long)body - (long long)pair[best].body))
            best = at;
    return pair[best].carrier;
}

static sfsistat on_end(SMFICTX *context)
{
    size_t *size = smfi_getpriv(context);
    size_t left = replacement(*size);

    *size = 0;
    if (pairs == 0)
        return SMFIS_CONTINUE;
    if (smfi_addheader(context, "X-Replaced", "yes") != MI_SUCCESS)
        return SMFIS_TEMPFAIL;
    while (left > 0) {
        size_t now = left < CHUNK ? left : CHUNK;

        if (smfi_replacebody(context, filler, (int)now) != MI_SUCCESS)
            return SMFIS_TEMPFAIL;
        left -= now;
    }
    return SMFIS_CONTINUE;
}

static sfsistat on_abort(SMFICTX *context)
{
    size_t *size = smfi_getpriv(context);

    if (size != NULL)
        *size = 0;
    return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *context)
{
    free(smfi_getpriv(context));
    smfi_setpriv(context, NULL);
    return SMFIS_CONTINUE;
}

int main(int count, char **arguments)
{
    struct smfiDesc milter = {
        .xxfi_name = "bench",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGBODY,
        .xxfi_connect = on_connect,
        .xxfi_helo = on_helo,
        .xxfi_envfrom = on_path,
        .xxfi_envrcpt = on_path,
        .xxfi_data = on_stage,
        .xxfi_header = on_field,
        .xxfi_eoh = on_stage,
        .xxfi_body = on_body,
        .xxfi_eom = on_end,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
        .xxfi_negotiate = on_negotiate,
    };

    int replaces = count > 3 && strcmp(arguments[1], "replace") == 0;

    if (!replaces && (count != 3 || strcmp(arguments[1], "noop") != 0)) {
        fprintf(stderr, "usage: %s noop SOCKET | replace SOCKET BODY=CARRIER...\n", arguments[0]);
        return 64;
    }
    for (int at = 3; at < count && pairs < PAIRS; at++, pairs++)
        if (sscanf(arguments[at], "%zu=%zu", &pair[pairs].body, &pair[pairs].carrier) != 2)
            return 64;
    for (size_t at = 0; at < sizeof filler; at++)
        filler[at] = at % LINE == LINE - 2 ? '\r' : at % LINE == LINE - 1 ? '\n' : 'A';
    /* The folder's group is Postfix's. */
    umask(007);
    if (smfi_setconn(arguments[2]) != MI_SUCCESS || smfi_register(milter) != MI_SUCCESS)
        return 69;
    return smfi_main() == MI_SUCCESS ? 0 : 71;
}
