namespace Penumbra.Databases.Postgres;

/// <summary>What went wrong inside the database.</summary>
public enum WorkProblem
{
    /// <summary>No connection for as long as the settings are patient (name, refusal, time-out, starting up, password), or one that broke.</summary>
    Unreachable,

    /// <summary>Another worker holds the advisory lock.</summary>
    LockHeld,

    /// <summary>Somebody else is connected, may log in, or has written.</summary>
    NotQuiet,

    /// <summary>Something that acts on its own could not be silenced.</summary>
    CannotQuiesce,

    /// <summary>A mark does not match what the plan asks: other text, other parameters, other order; or half a load stands in a new database. It must be restored or made anew.</summary>
    RestoreAnew,

    /// <summary>Somebody wrote into the verified database before it was dumped whole.</summary>
    SourceMoved,

    /// <summary>What was dumped could not be loaded whole, or is not the same.</summary>
    LoadFailed,

    /// <summary>A statement of a file failed, or cannot be used.</summary>
    SqlFailed,

    /// <summary>A parameter is named that the Secret does not have.</summary>
    ParameterMissing,

    /// <summary>A table or a column does not exist; the message says what does.</summary>
    NotFound,

    /// <summary>A column cannot be masked in the way that was asked.</summary>
    CannotMask,

    /// <summary>Something may still hold old bytes; the message names it.</summary>
    ResidueLeft,

    /// <summary>A check failed or could not run.</summary>
    Unclean,

    /// <summary>The server answered in a way that this program does not expect.</summary>
    Unexpected,
}
