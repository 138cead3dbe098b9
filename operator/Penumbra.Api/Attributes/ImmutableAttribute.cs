namespace Penumbra.Api.Attributes;

/// <summary>The field may never change: <c>self == oldSelf</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImmutableAttribute : Attribute;
