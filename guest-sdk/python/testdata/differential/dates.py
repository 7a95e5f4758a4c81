import calendar
import datetime
import email.utils
import time
from datetime import timedelta, timezone

from checks import AgentCheck


class Plus(datetime.tzinfo):
    def utcoffset(self, dt):
        return timedelta(hours=5, minutes=30)

    def dst(self, dt):
        return timedelta(0)

    def tzname(self, dt):
        return '+0530'


class Dates(AgentCheck):
    def check(self, instance):
        at = 1700000000.123456
        utc = datetime.datetime.utcfromtimestamp(at)
        aware = datetime.datetime.fromtimestamp(at, timezone.utc)
        for name, value in [
            ('utc', utc), ('aware', aware), ('plus', aware.astimezone(Plus())), ('west', aware.astimezone(timezone(timedelta(hours=-8), 'PST'))),
            ('local', datetime.datetime.fromtimestamp(at)), ('iso', utc.isoformat()), ('parsed', datetime.datetime.fromisoformat('2024-02-29T12:30:00+02:00')),
            ('z', datetime.datetime.fromisoformat('2024-02-29T12:30:00.5Z')), ('strptime', datetime.datetime.strptime('21/Nov/2025:10:00:59 +0100', '%d/%b/%Y:%H:%M:%S %z')),
            ('weekday', datetime.datetime.strptime('Friday 21 November 2025 10:00 PM', '%A %d %B %Y %I:%M %p')),
            ('strftime', aware.strftime('%a %A %b %B %d %j %U %W %w %y %Y %H:%M:%S.%f %p %z %Z %%')), ('formatted', '{:%Y-%m-%d}'.format(utc)),
            ('delta', str(timedelta(days=2, seconds=3, microseconds=4))), ('difference', utc - datetime.datetime(2023, 1, 1)),
            ('seconds', (utc - datetime.datetime(1970, 1, 1)).total_seconds()), ('timestamp', aware.timestamp()), ('combined', datetime.datetime.combine(utc.date(), datetime.time.min)),
            ('replaced', utc.replace(day=1, microsecond=0)), ('calendar', utc.isocalendar()), ('ordinal', utc.toordinal()), ('timegm', calendar.timegm(utc.timetuple())),
            ('gmtime', tuple(time.gmtime(at))), ('localtime', tuple(time.localtime(at))), ('mktime', time.mktime((2023, 11, 14, 22, 13, 20, 0, 0, 0))),
            ('asctime', time.asctime(time.gmtime(0))), ('time.strftime', time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at))),
            ('time.strptime', time.strptime('Fri Nov 21 10:00:00 2025')[:6]), ('zone', (time.tzname, time.timezone, time.daylight)),
            ('monthrange', calendar.monthrange(2024, 2)), ('rfc', email.utils.format_datetime(aware)), ('http', email.utils.formatdate(at, usegmt=True)),
            ('rfc parsed', email.utils.parsedate_to_datetime('Fri, 21 Nov 2025 10:00:00 -0500')), ('parsedate_tz', email.utils.parsedate_tz('21 Nov 25 10:00 EST')),
            ('old', datetime.datetime(1, 1, 1)), ('ancient', datetime.datetime.utcfromtimestamp(-1e9)), ('future', datetime.datetime.utcfromtimestamp(4e9)),
        ]:
            self.service_check('date', 0, tags=[name], message='%s' % (value,))
        for name, function in [
            ('strptime', lambda: datetime.datetime.strptime('2025', '%d')), ('naive', lambda: utc - aware), ('month', lambda: datetime.date(2025, 13, 1)),
            ('overflow', lambda: datetime.datetime.utcfromtimestamp(1e20)), ('iso', lambda: datetime.datetime.fromisoformat('yesterday')),
            ('zoneinfo', lambda: datetime.datetime.fromtimestamp(at, __import__('zoneinfo').ZoneInfo('Europe/Amsterdam'))),
        ]:
            try:
                self.service_check('date.error', 0, tags=[name], message='%s' % function())
            except Exception as e:
                self.service_check('date.error', 2, tags=[name], message='%s: %s' % (type(e).__name__, e))
        began = time.time()
        self.gauge('date.monotonic', max(0, time.monotonic() - time.monotonic()))
        self.gauge('date.elapsed', time.time() - began)
        self.gauge('date.recent', began > 1.7e9)
