using System.Globalization;
using System.Text.RegularExpressions;

namespace Penumbra.Sandbox.Controllers.Jobs;

/// <summary>
/// A five-field cron schedule (minute hour day-of-month month day-of-week) with ranges, lists, steps, names and the macros
/// <c>@hourly</c> and the like, in a time zone; or <c>@every 1h30m</c>. When both days are restricted, either is enough, as in Vixie cron.
/// </summary>
public sealed class CronSchedule
{
    private const string Every = "@every ";

    // No clock is changed by more, but for whole days that a country has left out.
    private static readonly TimeSpan Change = TimeSpan.FromHours(3);

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _monthDays;
    private readonly ulong _months;
    private readonly ulong _weekDays;
    private readonly bool _anyMonthDay;
    private readonly bool _anyWeekDay;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan? _every;

    private CronSchedule(TimeSpan every)
        : this(new ulong[5], true, true, TimeZoneInfo.Utc) => _every = every;

    private CronSchedule(ulong[] fields, bool anyMonthDay, bool anyWeekDay, TimeZoneInfo zone)
    {
        (_minutes, _hours, _monthDays, _months, _weekDays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        (_anyMonthDay, _anyWeekDay, _zone) = (anyMonthDay, anyWeekDay, zone);
    }

    /// <summary>Reads a schedule; null when it or the IANA time zone (null for UTC) is malformed.</summary>
    public static CronSchedule? Parse(string text, string? timeZone = null)
    {
        var zone = TimeZoneInfo.Utc;
        if (!string.IsNullOrEmpty(timeZone) && !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out zone))
            return null;
        text = text.Trim() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var other => other,
        };
        if (text.StartsWith(Every, StringComparison.Ordinal))
            return Duration(text[Every.Length..].Trim()) is { } every ? new CronSchedule(every) : null;
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
            return null;
        if (Field(parts[0], 0, 59, []) is not { } minutes || Field(parts[1], 0, 23, []) is not { } hours
            || Field(parts[2], 1, 31, []) is not { } monthDays
            || Field(parts[3], 1, 12, Months) is not { } months || Field(parts[4], 0, 7, Days) is not { } weekDays)
            return null;
        if ((weekDays & (1UL << 7)) != 0)
            weekDays |= 1;
        return new CronSchedule([minutes, hours, monthDays, months, weekDays], parts[2][0] is '*' or '?', parts[4][0] is '*' or '?', zone);
    }

    /// <summary>
    /// The first time strictly after <paramref name="after"/>, or null when there is none within five years; of <c>@every</c> so much later. As in the library of Kubernetes (robfig/cron, version 3) a local time
    /// that a clock change skips does not happen on that day, and one that it repeats happens twice.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_every is { } every)
            return after.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond)) + every;
        var time = after.ToUniversalTime();
        time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1);
        for (var last = time.AddYears(5); time < last;)
        {
            var local = TimeZoneInfo.ConvertTime(time, _zone);
            var untilHour = TimeSpan.FromMinutes(60 - local.Minute);
            if (!Has(_months, local.Month) || !IsDay(local.DateTime))
            {
                // Near midnight by the hour: a clock change may have made the day shorter.
                var left = TimeSpan.FromDays(1) - local.TimeOfDay;
                time += left > 2 * Change ? left - Change : untilHour;
            }
            else if (!Has(_hours, local.Hour))
                time += untilHour;
            else if (!Has(_minutes, local.Minute))
                time = time.AddMinutes(1);
            else
                return time;
        }
        return null;
    }

    /// <summary>The first time after a moment of a schedule that came last, or began, at another.</summary>
    public DateTimeOffset? Next(DateTimeOffset last, DateTimeOffset after)
        => _every is not { } every ? Next(after) : last > after ? last : Next(last + (every * Math.Floor((after - last) / every)));

    // Go's durations, whole seconds and one at least.
    private static TimeSpan? Duration(string text)
    {
        var match = Regex.Match(text, @"^(?:(?<hours>\d{1,5})h)?(?:(?<minutes>\d{1,7})m)?(?:(?<seconds>\d{1,9})s)?$");
        if (text.Length == 0 || !match.Success)
            return null;
        int Of(string unit) => match.Groups[unit].Success ? int.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
        var every = TimeSpan.FromSeconds((Of("hours") * 3600L) + (Of("minutes") * 60L) + Of("seconds"));
        return every < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : every;
    }

    private bool IsDay(DateTime day)
    {
        var byMonth = Has(_monthDays, day.Day);
        var byWeek = Has(_weekDays, (int)day.DayOfWeek);
        return _anyMonthDay || _anyWeekDay ? byMonth && byWeek : byMonth || byWeek;
    }

    private static bool Has(ulong field, int value) => (field & (1UL << value)) != 0;

    private static ulong? Field(string text, int first, int last, string[] names)
    {
        var bits = 0UL;
        foreach (var part in text.Split(','))
        {
            var slash = part.Split('/');
            if (slash.Length > 2)
                return null;
            var step = 1;
            if (slash.Length == 2 && (!int.TryParse(slash[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step <= 0))
                return null;
            int from, to;
            if (slash[0] is "*" or "?")
            {
                // The seventh weekday is only another name of Sunday.
                (from, to) = (first, last == 7 ? 6 : last);
            }
            else
            {
                var range = slash[0].Split('-');
                if (range.Length > 2 || Value(range[0], first, names) is not { } low)
                    return null;
                var high = range.Length == 2 ? Value(range[1], first, names) : slash.Length == 2 ? last : low;
                if (high is null || low < first || high > last || low > high)
                    return null;
                (from, to) = (low, high.Value);
            }
            for (var value = from; value <= to; value += step)
                bits |= 1UL << value;
        }
        return bits;
    }

    private static int? Value(string text, int first, string[] names)
    {
        var index = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            return index + first;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
