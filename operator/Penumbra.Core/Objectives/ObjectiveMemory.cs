using System.Collections.Immutable;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives;

/// <summary>
/// All that the judge remembers of one objective between two samples. The evidence, of ranks too, is written into status; the rest is lost with the process and begins anew.
/// </summary>
public sealed record ObjectiveMemory
{
    /// <summary>Nothing seen yet.</summary>
    public static ObjectiveMemory Empty { get; } = new();

    /// <summary>Begins in the middle of a launch, where what was gathered cannot be gone on from, or was gathered for another question.</summary>
    public static ObjectiveMemory BeginAgain(ObjectiveTerms terms, Objective objective, Situation situation) => Empty with
    {
        Question = objective.Question,
        Sequential = objective.Judge == JudgeKind.Sequential ? new SequentialMemory { Evidence = SequentialEvidence.BeginAgain(terms.Rules(objective), situation) } : null,
        Ranks = objective.Judge == JudgeKind.Ranks ? new RankMemory { Evidence = SignProcess.BeginAgain() } : null,
    };

    /// <summary>What was asked: see <see cref="Objective.Question"/>.</summary>
    public string Question { get; init; } = "";

    /// <summary>The last sample of each counter: what has been counted already.</summary>
    public ImmutableSortedDictionary<string, SeriesSample> Watermarks { get; init; } = ImmutableSortedDictionary.Create<string, SeriesSample>(StringComparer.Ordinal);

    /// <summary>By pod: when the oldest of its last samples was taken, where they say so.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> SampledAt { get; init; } = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Whether a reading with an answer was taken in: from then on a new series began at zero.</summary>
    public bool HasBaseline { get; init; }

    /// <summary>The increments inside the window, oldest first.</summary>
    public ImmutableList<Increment> Window { get; init; } = [];

    /// <summary>The sequential judge's evidence; null where another judges.</summary>
    public SequentialMemory? Sequential { get; init; }

    /// <summary>The evidence from ranks; null where another judges.</summary>
    public RankMemory? Ranks { get; init; }

    /// <summary>A query's last answer.</summary>
    public double? Value { get; init; }

    /// <summary>When the newest reading was taken, with or without an answer.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Why the newest reading had no answer; null when it had one.</summary>
    public string? Error { get; init; }

    /// <summary>How many evaluations in a row were Bad.</summary>
    public int BadInARow { get; init; }

    /// <summary>The last verdict.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Why the last verdict was Unknown.</summary>
    public UnknownWhy Why { get; init; }

    /// <summary>When the last evaluation was remembered.</summary>
    public DateTimeOffset? JudgedAt { get; init; }

    /// <summary>Since when verdict and why are what they are; null before the first evaluation.</summary>
    public DateTimeOffset? Since { get; init; }
}
