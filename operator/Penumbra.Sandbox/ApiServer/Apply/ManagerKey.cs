namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>Who owns fields: entries of managedFields with the same key are one.</summary>
/// <param name="Manager">The name of the manager.</param>
/// <param name="Operation">Apply or Update.</param>
/// <param name="ApiVersion">The version that it wrote in.</param>
/// <param name="Subresource">The subresource that it wrote through, or empty.</param>
internal sealed record ManagerKey(string Manager, string Operation, string ApiVersion, string Subresource) : IComparable<ManagerKey>
{
    public int CompareTo(ManagerKey? other) => other is null ? 1 : string.CompareOrdinal(Text, other.Text);

    private string Text => $"{Manager}\0{Operation}\0{ApiVersion}\0{Subresource}";

    /// <summary>The owner as conflict messages name it.</summary>
    public string Show()
    {
        var name = $"\"{Manager}\"" + (Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "");
        if (Operation != "Update") return name;
        return $"{name} using {ApiVersion}";
    }
}
