using System.Text.Json.Nodes;
using Penumbra.Fuzz.Contract;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>A kind of resource at work, in the simulated world: the story of a document that goes wrong in one field while something is under way, and is put right after a while.</summary>
public interface IRunning
{
    /// <summary>The documents that can run: whatever they name is there.</summary>
    IReadOnlyList<string> Documents { get; }

    /// <summary>The story.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="right">The document.</param>
    /// <param name="wrong">The same with something wrong; or the same, for what must come of it at best.</param>
    /// <param name="outcome">What the operator's reader makes of it.</param>
    Scenario Story(string name, JsonObject right, JsonObject wrong, Outcome outcome);

    /// <summary>Whether all that is there at the end must be what is there without anything wrong.</summary>
    /// <param name="outcome">What the operator's reader makes of it.</param>
    bool EndsAlike(Outcome outcome);

    /// <summary>Whether something that is there at the end, and would not be without anything wrong, may be.</summary>
    /// <param name="line">It, in a line of the end's state.</param>
    bool MayRemain(string line) => false;
}
