namespace Penumbra.Api.Attributes;

/// <summary>The resource can be scaled.</summary>
/// <param name="specReplicasPath">Where the wanted number stands.</param>
/// <param name="statusReplicasPath">Where the actual number stands.</param>
/// <param name="labelSelectorPath">Where the pods' selector stands.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScaleSubresourceAttribute(string specReplicasPath, string statusReplicasPath, string labelSelectorPath) : Attribute
{
    /// <summary>Where the wanted number stands.</summary>
    public string SpecReplicasPath { get; } = specReplicasPath;

    /// <summary>Where the actual number stands.</summary>
    public string StatusReplicasPath { get; } = statusReplicasPath;

    /// <summary>Where the pods' selector stands.</summary>
    public string LabelSelectorPath { get; } = labelSelectorPath;
}
