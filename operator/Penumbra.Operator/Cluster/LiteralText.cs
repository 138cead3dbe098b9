namespace Penumbra.Operator.Cluster;

/// <summary>
/// Text in an argument or an environment variable of a pod. Kubernetes reads <c>$(NAME)</c> there as a variable and <c>$$</c> as one dollar: dollar-quoted SQL would be another text in the process.
/// </summary>
public static class LiteralText
{
    /// <summary>The longest argument or variable that Linux starts a process with, in bytes, its name and its end included (MAX_ARG_STRLEN).</summary>
    public const int Longest = 128 * 1024;

    /// <summary>The text as it must stand in the manifest, so that the process gets what is given.</summary>
    public static string Of(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>What a process gets of <see cref="Of"/>.</summary>
    public static string Read(string manifest) => manifest.Replace("$$", "$", StringComparison.Ordinal);
}
