namespace Penumbra.Rehearsal.Inputs;

/// <summary>How the command ends.</summary>
public static class ExitStatus
{
    /// <summary>It was rehearsed.</summary>
    public const int Done = 0;

    /// <summary>The manifest is wrong: the operator would not launch it either.</summary>
    public const int WrongManifest = 1;

    /// <summary>The command was used wrongly, or what it was told to read cannot be read.</summary>
    public const int Usage = 2;
}
