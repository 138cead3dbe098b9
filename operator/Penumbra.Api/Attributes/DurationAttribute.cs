namespace Penumbra.Api.Attributes;

/// <summary>The string is a duration such as <c>10s</c>, <c>5m</c>, <c>1h30m</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : Attribute;
