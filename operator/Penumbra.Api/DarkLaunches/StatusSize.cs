using System.Text.Json;
using Penumbra.Api.Json;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Keeps a status small: etcd, caches and every watcher carry it.</summary>
public static class StatusSize
{
    /// <summary>How many bytes a status may have as JSON.</summary>
    public const int Limit = 32 * 1024;

    /// <summary>The status with its texts cut, and then its oldest decisions left out, until it is small enough. What the operator goes on from (clocks, markers, holds) stays whole.</summary>
    public static DarkLaunchStatus Fit(DarkLaunchStatus status)
    {
        for (var length = 1024; Size(status) > Limit && length >= 16; length /= 2) status = Cut(status, length);
        while (Size(status) > Limit && status.Decisions is { Count: > 1 } decisions) status = status with { Decisions = [.. decisions.Take(decisions.Count / 2)] };
        return status;
    }

    /// <summary>A text of at most so many characters, with an ellipsis where it was cut.</summary>
    public static string Bounded(string text, int length)
    {
        if (text.Length <= length) return text;

        // Half a surrogate pair is no text.
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static int Size(DarkLaunchStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, ApiJson.Default.DarkLaunchStatus).Length;

    private static DarkLaunchStatus Cut(DarkLaunchStatus status, int length) => status with
    {
        Message = Cut(status.Message, length),
        Stable = Cut(status.Stable, length),
        Candidate = Cut(status.Candidate, length),
        Objectives = status.Objectives is null ? null : [.. status.Objectives.Select(objective => objective with { Note = Cut(objective.Note, length) })],
        Decisions = status.Decisions is null ? null : [.. status.Decisions.Select(decision => decision with { Evidence = Cut(decision.Evidence, length) })],
        Hold = status.Hold is { } hold ? hold with { Message = Cut(hold.Message, length) } : null,
        Conditions = status.Conditions is null ? null : [.. status.Conditions.Select(condition => condition with { Message = Cut(condition.Message, length) })],
    };

    private static ReleaseState? Cut(ReleaseState? release, int length) =>
        release is null ? null : release with { Images = release.Images is null ? null : [.. release.Images.Take(Math.Max(1, length / 32)).Select(image => Bounded(image, Math.Max(64, length)))] };

    private static string? Cut(string? text, int length) => text is null ? null : Bounded(text, length);
}
