using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Faults;

/// <summary>Faults as text, so that every run can be repeated from its line: <c>crash-after 7</c>, <c>refuse 12 429</c>.</summary>
public static class FaultText
{
    /// <summary>Makes a fault.</summary>
    /// <exception cref="FormatException">There is no such fault.</exception>
    public static Fault Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int Number(int index) => int.Parse(words[index], CultureInfo.InvariantCulture);
        static TimeSpan Time(string word) => Span.Parse(word) ?? throw new FormatException($"{word} is no duration");
        static SourceMode Mode(string word) => Enum.TryParse<SourceMode>(word, out var mode) ? mode : throw new FormatException($"no source is {word}: {string.Join(", ", Enum.GetNames<SourceMode>())}");
        return words switch
        {
            ["crash-before", _] => new CrashFault(Number(1), after: false) { Text = text },
            ["crash-after", _] => new CrashFault(Number(1), after: true) { Text = text },
            ["crash-lease-before", _] => new CrashFault(Number(1), after: false, ofLease: true) { Text = text },
            ["crash-lease-after", _] => new CrashFault(Number(1), after: true, ofLease: true) { Text = text },
            ["lease"] => new LeaseFault { Text = text },
            ["throttle", _, var duration] => new ThrottleFault(Number(1), Time(duration)) { Text = text },
            ["lose-reply", _] => new LostReplyFault(Number(1), silent: false) { Text = text },
            ["no-reply", _] => new LostReplyFault(Number(1), silent: true) { Text = text },
            ["conflict", _] => new ConflictFault(Number(1)) { Text = text },
            ["refuse", _, _, _] => new RefuseFault(Number(1), Number(2), Number(3)) { Text = text },
            ["refuse-read", var plural, _, _, _] => new RefuseReadFault(plural, Number(2), Number(3), Number(4)) { Text = text },
            ["outage", _, var duration] => new OutageFault(Number(1), Time(duration)) { Text = text },
            ["freeze", var plural, _, var duration] => new FreezeFault(plural, Number(2), Time(duration)) { Text = text },
            ["time-travel", _, _] => new TimeTravelFault(Number(1), Number(2)) { Text = text },
            ["unseen", var plural, _, var duration] => new UnseenFault(plural, Number(2), Time(duration)) { Text = text },
            ["watch", var style, var plural, _] => new WatchFault(style, Number(3), plural) { Text = text },
            ["watch", var style, _] => new WatchFault(style, Number(2)) { Text = text },
            ["pages", _] => new PagesFault(Number(1)) { Text = text },
            ["two-leaders", _, var pause] => new TwoLeadersFault(Number(1), Time(pause)) { Text = text },
            ["suspend", _, var duration] => new SuspendFault(Number(1), Time(duration)) { Text = text },
            ["clock", _, ['-', .. var shift]] => new ClockFault(Number(1), -Time(shift)) { Text = text },
            ["clock", _, var shift] => new ClockFault(Number(1), Time(shift)) { Text = text },
            ["source", var mode, _, _] => new SourceFault(Mode(mode), Number(2), Number(3)) { Text = text },
            ["act", var what, _] => new ActFault(Interference.Named(what), Number(2)) { Text = text },
            ["upgrade", _] => new UpgradeFault(Number(1)) { Text = text },
            _ => throw new FormatException($"there is no fault {text}; docs/reliability.md lists them, as in crash-after 17 or refuse 19 404 3"),
        };
    }
}
