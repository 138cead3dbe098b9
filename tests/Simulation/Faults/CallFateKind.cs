namespace Penumbra.Simulation.Faults;

/// <summary>What can happen to a request, before or after the server has handled it.</summary>
public enum CallFateKind
{
    /// <summary>Nothing.</summary>
    Proceed,

    /// <summary>The process that asks dies here.</summary>
    Kill,

    /// <summary>The connection breaks: the process does not know whether it was handled.</summary>
    Break,

    /// <summary>No answer ever comes.</summary>
    Silence,

    /// <summary>Another answer is given.</summary>
    Answer,

    /// <summary>Another request is handled.</summary>
    Rewrite,
}
