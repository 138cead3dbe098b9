using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Core.SnapshotRefreshes;

/// <summary>
/// A cron expression of five fields, or <c>@every 1h</c>, as Kubernetes' CronJob reads it: only to tell people when the next run starts. What starts runs, and what judges an expression, is the cluster itself.
/// </summary>
public sealed class CronSchedule
{
    private const string Every = "@every ";
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private readonly SortedSet<int> _minutes;
    private readonly SortedSet<int> _hours;
    private readonly SortedSet<int> _days;
    private readonly SortedSet<int> _months;
    private readonly SortedSet<int> _weekdays;
    private readonly bool _either;
    private readonly TimeSpan? _every;

    private CronSchedule(TimeSpan every)
        : this([[], [], [], [], []], false) => _every = every;

    private CronSchedule(SortedSet<int>[] fields, bool either)
    {
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        _either = either;
    }

    /// <summary>Whether an expression counts from the last time (<c>@every 24h</c>), and names no times of the clock.</summary>
    public static bool IsInterval(string? text) => text?.TrimStart().StartsWith(Every, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads an expression; null when it is none.</summary>
    public static CronSchedule? Parse(string? text)
    {
        var expression = (text ?? "").Trim().ToLowerInvariant() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var other => other,
        };
        if (expression.StartsWith(Every, StringComparison.Ordinal))
        {
            // As cron has it: whole seconds, one at least.
            return Span.Parse(expression[Every.Length..].Trim()) is { } every ? new CronSchedule(TimeSpan.FromSeconds(Math.Max(1, Math.Floor(every.TotalSeconds)))) : null;
        }

        var parts = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5) return null;
        (int Least, int Most, string[] Names)[] bounds = [(0, 59, []), (0, 23, []), (1, 31, []), (1, 12, Months), (0, 7, Days)];
        var fields = new SortedSet<int>[5];
        for (var index = 0; index < 5; index++)
        {
            if (Field(parts[index], bounds[index].Least, bounds[index].Most, bounds[index].Names) is not { } values) return null;
            fields[index] = values;
        }

        if (fields[4].Remove(7)) fields[4].Add(0);

        // As cron has it: when both days are restricted, either is enough.
        return new CronSchedule(fields, !parts[2].StartsWith('*') && !parts[4].StartsWith('*'));
    }

    /// <summary>
    /// The first time after a moment, within five years; null when there is none. As the library of Kubernetes has it (SpecSchedule.Next of robfig/cron, version 3), which adds hours and minutes to a moment and
    /// reads the clock: a time that a clock change skips does not come on that day, and one that it repeats comes twice.
    /// </summary>
    /// <param name="after">The moment.</param>
    /// <param name="zone">Whose clock the fields are of.</param>
    /// <param name="last">When the schedule came last, or began: what <c>@every</c> counts from; null where nobody knows, and then its next time is not known either.</param>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? last = null)
    {
        if (_every is { } every) return last is not { } from ? null : from > after ? from : from + (every * (Math.Floor((after - from) / every) + 1));
        var local = TimeZoneInfo.ConvertTime(after, zone);
        for (var day = 0; day < 366 * 5; day++)
        {
            var date = new DateTimeOffset(local.Year, local.Month, local.Day, 0, 0, 0, TimeSpan.Zero).AddDays(day);
            if (!_months.Contains(date.Month) || !Matches(date)) continue;
            var times = _hours.SelectMany(hour => _minutes.SelectMany(minute => Instants(date.AddHours(hour).AddMinutes(minute).DateTime, zone))).Where(instant => instant > after).ToList();
            if (times.Count > 0) return times.Min();
        }

        return null;
    }

    private static IEnumerable<DateTimeOffset> Instants(DateTime clock, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(clock)) return [];
        var offsets = zone.IsAmbiguousTime(clock) ? zone.GetAmbiguousTimeOffsets(clock) : [zone.GetUtcOffset(clock)];
        return offsets.Select(offset => new DateTimeOffset(clock, offset).ToUniversalTime());
    }

    private bool Matches(DateTimeOffset date)
    {
        var (day, weekday) = (_days.Contains(date.Day), _weekdays.Contains((int)date.DayOfWeek));
        return _either ? day || weekday : day && weekday;
    }

    private static SortedSet<int>? Field(string text, int least, int most, string[] names)
    {
        var values = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var step = 1;
            var range = part;
            if (part.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
            {
                if (!int.TryParse(part[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1) return null;
                range = part[..slash];
            }

            int from, to;
            if (range is "*" or "?") (from, to) = (least, names == Days ? 6 : most);
            else
            {
                var ends = range.Split('-');
                if (ends.Length > 2 || Number(ends[0], names) is not { } first) return null;
                if (ends.Length == 1) (from, to) = (first, range.Length == part.Length ? first : most);
                else if (Number(ends[1], names) is { } last) (from, to) = (first, last);
                else return null;
            }

            if (from < least || to > most || from > to) return null;
            for (var value = from; value <= to; value += step) values.Add(value);
        }

        return values;
    }

    private static int? Number(string text, string[] names)
    {
        var named = Array.IndexOf(names, text);
        if (named >= 0) return names == Months ? named + 1 : named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
