/* Loaded into the private Sendmail: it has a full host name, without which Sendmail sleeps for a
   minute when it starts, and its log goes to a file of the rig (LOG) instead of the machine's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

int gethostname(char *name, size_t size)
{
    snprintf(name, size, "relay.example.org");
    return 0;
}

void __syslog_chk(int priority, int flag, const char *format, ...)
{
    FILE *log = fopen(LOG, "a");
    va_list values;
    (void)priority, (void)flag;
    if (!log)
        return;
    va_start(values, format);
    vfprintf(log, format, values);
    va_end(values);
    fputc('\n', log);
    fclose(log);
}
