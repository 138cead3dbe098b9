namespace Penumbra.Kubernetes.Client;

/// <summary>Limits and habits of a <see cref="KubernetesClient"/>.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>How long a request may take until its body is read; watches only until their headers are.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest list page that is read, in bytes.</summary>
    public int MaximumListBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The longest object, and the longest watch event, that is read, in bytes. etcd stores at most 1.5 MiB.</summary>
    public int MaximumObjectBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>The field manager of every write that names none.</summary>
    public string FieldManager { get; init; } = "penumbra";

    /// <summary>The User-Agent header.</summary>
    public string UserAgent { get; init; } = "penumbra/" + (typeof(KubernetesClientOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");

    /// <summary>Called with the kind and the text of each <c>Warning</c> header that the server sends, or null.</summary>
    public Action<ResourceKind, string>? OnWarning { get; init; }
}
