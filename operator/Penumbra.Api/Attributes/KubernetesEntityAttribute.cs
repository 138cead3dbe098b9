namespace Penumbra.Api.Attributes;

/// <summary>Names the custom resource that a class describes. Attribute names follow KubeOps, so that its users are at home.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>The API group.</summary>
    public string Group { get; init; } = "penumbra.dev";

    /// <summary>The API version.</summary>
    public string ApiVersion { get; init; } = "v1alpha1";

    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The plural, lower case.</summary>
    public required string PluralName { get; init; }

    /// <summary>Short names for kubectl.</summary>
    public string[] ShortNames { get; init; } = [];

    /// <summary>Whether objects live in a namespace.</summary>
    public bool Namespaced { get; init; } = true;
}
