namespace Penumbra.Api.Attributes;

/// <summary>Bounds of a string's length.</summary>
/// <param name="minLength">At least.</param>
/// <param name="maxLength">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minLength, int maxLength) : Attribute
{
    /// <summary>At least.</summary>
    public int MinLength { get; } = minLength;

    /// <summary>At most.</summary>
    public int MaxLength { get; } = maxLength;
}
