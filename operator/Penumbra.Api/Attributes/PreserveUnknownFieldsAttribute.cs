namespace Penumbra.Api.Attributes;

/// <summary>Anything may stand here; it is checked elsewhere.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
