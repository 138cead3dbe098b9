using System.Collections.Immutable;
using Penumbra.Core.Common;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>
/// Which kept points of status a process knows: those that it went on from, and those that it wrote. Any others were written by another process, and hold minutes that this one never saw: a restart against
/// an API server that lags behind goes on from older ones, until the newer are seen. Evidence has the same (<see cref="Objectives.KnownEvidence"/>).
/// </summary>
public sealed record KnownPoints
{
    /// <summary>None known.</summary>
    public static KnownPoints None { get; } = new();

    // A server that falls back shows what was written a while ago: as long as it is known it is not gone on from.
    private const int Most = 64;

    private ImmutableList<string> Marks { get; init; } = [];

    /// <summary>Whether another process wrote it; no points are nobody's.</summary>
    /// <param name="kept">What status keeps.</param>
    public bool IsForeign(string kept) => kept.Length > 0 && !Marks.Contains(Digest.Of(kept));

    /// <summary>Knows this as well; nothing new where there is none.</summary>
    /// <param name="kept">What was gone on from, or is written.</param>
    public KnownPoints With(string? kept) =>
        kept is null or "" || Digest.Of(kept) is var mark && Marks.Contains(mark) ? this : new KnownPoints { Marks = [.. Marks.TakeLast(Most - 1), mark] };
}
