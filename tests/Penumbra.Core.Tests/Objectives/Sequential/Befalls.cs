namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>What befalls counters, pods and readings in a <see cref="CountedWorld"/>.</summary>
internal enum Befalls
{
    /// <summary>All that sources do.</summary>
    Everything,

    /// <summary>All but series that a source leaves out for a while: where those are the failed requests' own, nobody can know of them until they are told.</summary>
    NothingThatHides,

    /// <summary>All but what takes events with it that no reading has told: restarts, label sets and pods that vanish.</summary>
    NothingThatLoses,

    /// <summary>Nothing: each look reads every counter.</summary>
    Nothing,
}
