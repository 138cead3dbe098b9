namespace Penumbra.Api.Attributes;

/// <summary>Bounds of a list's or a map's size.</summary>
/// <param name="minItems">At least.</param>
/// <param name="maxItems">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minItems, int maxItems) : Attribute
{
    /// <summary>At least.</summary>
    public int MinItems { get; } = minItems;

    /// <summary>At most.</summary>
    public int MaxItems { get; } = maxItems;
}
