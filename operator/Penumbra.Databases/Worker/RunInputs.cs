using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Worker;

/// <summary>What one process of a worker is given. It holds secrets: its text shows none.</summary>
public sealed class RunInputs
{
    private RunFacts _run = null!;

    /// <summary>Whose run it is; <see cref="RunFacts.StartedAt"/> is this process' own, unless status knows better.</summary>
    public required RunFacts Run { get => _run; init => _run = value; }

    /// <summary>The merged spec, with the texts of its SQL.</summary>
    public required SnapshotRefreshSpec Spec { get; init; }

    /// <summary>What was found wrong while reading them: missing files, Secrets, fields.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>The parameters of sanitize steps, by the step's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Parameters { get; init; } = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The refresh's own key: the key of each temporary database is derived from it.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The key of masks, where the spec names one; empty where it does not.</summary>
    public ReadOnlyMemory<byte> MaskKey { get; init; }

    /// <summary>The columns that the last good run knew; null when there was none, or its list is gone.</summary>
    public IReadOnlyCollection<string>? KnownColumns { get; init; }

    /// <summary>Whether a person has accepted every column that there is, as the list is gone.</summary>
    public bool AcceptsColumns { get; init; }

    /// <summary>The client programs of PostgreSQL that this process finds; null where nobody needs them. They are looked for once the rest is read.</summary>
    public ClientTools? Tools { get; set; }

    /// <summary>What the container before this process was given; null when there was none.</summary>
    public Handover? HandedOver { get; init; }

    /// <summary>The process begins only now: it has waited for its turn, which is not the run's time.</summary>
    public void Begin(DateTimeOffset at) => _run = _run with { StartedAt = at };

    /// <summary>Shows the run alone.</summary>
    public override string ToString() => $"{nameof(RunInputs)} {Run.Namespace}/{Run.Name} {Run.RunId}";
}
