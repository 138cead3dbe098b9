using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Violations">What must not be and was; empty is good.</param>
/// <param name="Writes">Writes of the operator that changed something, without events.</param>
/// <param name="Sent">Those that it sent, refused ones and what changed nothing too, without events.</param>
/// <param name="Hindered">Those of them that a fault kept from the server.</param>
/// <param name="AllWrites">All that it sent: what faults are numbered by.</param>
/// <param name="Ended">When the end had come.</param>
/// <param name="Summary">The state at the end, in lines that are equal for equal ends.</param>
/// <param name="Creations">How often the operator made and deleted each object, in lines.</param>
/// <param name="History">The digest of everything that happened.</param>
/// <param name="Evaluations">How often the source was asked.</param>
/// <param name="Marks">Every write.</param>
/// <param name="Story">The story, when it was to be told.</param>
public sealed record RunResult(
    IReadOnlyList<Violation> Violations, int Writes, int Sent, int Hindered, int AllWrites, TimeSpan Ended, IReadOnlyList<string> Summary, IReadOnlyList<string> Creations, string History, int Evaluations, IReadOnlyList<WriteMark> Marks,
    IReadOnlyList<string> Story)
{
    /// <summary>The faults that had no effect: what they were meant for never came.</summary>
    public IReadOnlyList<string> Void { get; init; } = [];
}
