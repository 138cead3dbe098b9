using System.Collections.Immutable;
using Penumbra.Core.Common;

namespace Penumbra.Core.Objectives;

/// <summary>
/// Which evidence of status a process knows: what it went on from, and what it wrote. Any other was written by another process and holds what this one never saw: a restart against an API
/// server that lags behind goes on from older evidence, until the newer is seen.
/// </summary>
public sealed record KnownEvidence
{
    /// <summary>Nothing known.</summary>
    public static KnownEvidence None { get; } = new();

    // A server that falls back shows what was written a while ago: as long as it is known it is not gone on from.
    private const int Most = 64;

    private ImmutableList<string> Marks { get; init; } = [];

    private EvidenceStatus? Latest { get; init; }

    /// <summary>Whether another process wrote it.</summary>
    /// <param name="evidence">What status keeps.</param>
    public bool IsForeign(EvidenceStatus evidence) => !ReferenceEquals(evidence, Latest) && !Marks.Contains(Mark(evidence));

    /// <summary>Knows this as well; nothing new where there is none.</summary>
    /// <param name="evidence">What was gone on from, or is written.</param>
    public KnownEvidence With(EvidenceStatus? evidence)
    {
        if (evidence is null || ReferenceEquals(evidence, Latest)) return this;
        var mark = Mark(evidence);
        return new KnownEvidence { Latest = evidence, Marks = Marks.Contains(mark) ? Marks : [.. Marks.TakeLast(Most - 1), mark] };
    }

    /// <summary>Whether two are the same, as far as it is read back as it was written.</summary>
    public static bool AreSame(EvidenceStatus? left, EvidenceStatus? right) => left is null || right is null ? left is null && right is null : Mark(left) == Mark(right);

    // By what is read back as it was written: the weight is shortened.
    private static string Mark(EvidenceStatus evidence) => Digest.Of(string.Join('\n',
        [$"{evidence.Version}", evidence.Attempt, evidence.Situation, .. evidence.Objectives.Select(one => string.Join('\t', one.Name, one.Question, one.State, one.Candidate, one.Stable))]));
}
