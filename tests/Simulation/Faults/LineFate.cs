namespace Penumbra.Simulation.Faults;

/// <summary>What happens to one line of a watch.</summary>
public enum LineFate
{
    /// <summary>It arrives.</summary>
    Deliver,

    /// <summary>It waits, with all that come after it, until the fault is over.</summary>
    Hold,

    /// <summary>It waits, with all that come after it, and bookmarks come meanwhile that say no more than is known.</summary>
    Bookmark,

    /// <summary>It arrives twice.</summary>
    Twice,

    /// <summary>Half of it arrives, then the connection breaks.</summary>
    Half,

    /// <summary>Nothing more arrives on this connection, ever; it stays open.</summary>
    Silence,

    /// <summary>The connection ends in good order before it.</summary>
    End,

    /// <summary>The server says 410 instead of it.</summary>
    Expired,
}
