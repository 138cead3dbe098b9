namespace Penumbra.Comparison.Recordings;

/// <summary>How the reading of a recording ended.</summary>
public sealed class RecordingEnd
{
    /// <summary>What is wrong with the file, to be read after its name; null when it was read to its end.</summary>
    public string? Problem { get; set; }
}
