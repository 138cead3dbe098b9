namespace Penumbra.Metrics.Prometheus;

/// <summary>A Secret as far as a login needs it. Not a record: nothing may print it.</summary>
internal sealed class SecretView
{
    /// <summary>The values, in base64.</summary>
    public Dictionary<string, string>? Data { get; init; }
}
