using System.Text.Json;

namespace Penumbra.Kubernetes.Views;

/// <summary>Who wrote one field of an object's spec, from its managedFields: the little of them that matters.</summary>
/// <param name="Applier">A manager other than Penumbra that holds the field by server-side apply, and so would put it back; null when nobody does.</param>
/// <param name="ChangedBy">The manager other than Penumbra that wrote the field last; null when Penumbra did, or nobody.</param>
public sealed record FieldOwners(string? Applier, string? ChangedBy)
{
    /// <summary>The name that Penumbra's own writes carry.</summary>
    public const string Own = "penumbra";

    /// <summary>Nobody.</summary>
    public static FieldOwners Nobody { get; } = new(null, null);

    /// <summary>Reads managedFields.</summary>
    /// <param name="reader">At the array; afterwards at its end.</param>
    /// <param name="field">The field of <c>spec</c>, as managedFields write it: <c>f:rules</c>.</param>
    public static FieldOwners Read(ref Utf8JsonReader reader, string field)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Of(document.RootElement, field);
    }

    /// <summary>Reads managedFields.</summary>
    /// <param name="managedFields">The array.</param>
    /// <param name="field">The field of <c>spec</c>, as managedFields write it: <c>f:rules</c>.</param>
    public static FieldOwners Of(JsonElement managedFields, string field)
    {
        if (managedFields.ValueKind != JsonValueKind.Array) return Nobody;
        string? applier = null, last = null;
        DateTimeOffset lastAt = default, ownAt = default;
        foreach (var entry in managedFields.EnumerateArray().Where(entry => Owns(entry, field)))
        {
            var manager = entry.GetProperty("manager").GetString()!;
            var at = entry.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var known) ? known : default;
            if (manager == Own)
            {
                if (at > ownAt) ownAt = at;
                continue;
            }

            if (entry.TryGetProperty("operation", out var operation) && operation.ValueKind == JsonValueKind.String && operation.ValueEquals("Apply"u8)) applier ??= manager;
            if (last is not null && at <= lastAt) continue;
            (last, lastAt) = (manager, at);
        }

        return new FieldOwners(applier, lastAt < ownAt ? null : last);
    }

    private static bool Owns(JsonElement entry, string field) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("manager", out var manager) && manager.ValueKind == JsonValueKind.String
        && entry.TryGetProperty("fieldsV1", out var fields) && fields.ValueKind == JsonValueKind.Object
        && fields.TryGetProperty("f:spec", out var spec) && spec.ValueKind == JsonValueKind.Object
        && spec.TryGetProperty(field, out _);
}
