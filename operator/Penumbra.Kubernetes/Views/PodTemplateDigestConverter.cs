using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>
/// Digests a pod template while it is read: SHA-256 over its canonical form (keys sorted, nulls and our own keys left out), so that the template
/// itself need not be kept.
/// </summary>
public sealed class PodTemplateDigestConverter : JsonConverter<PodTemplateDigest>
{
    private const string OwnPrefix = "penumbra.dev/";

    /// <inheritdoc/>
    public override PodTemplateDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Digest(document.RootElement);
    }

    /// <summary>The digest of a template.</summary>
    public static PodTemplateDigest Digest(JsonElement template)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, template);
        var images = new List<string>();
        var ports = new List<ContainerPort>();
        if (template.TryGetProperty("spec", out var spec) && spec.TryGetProperty("containers", out var containers) && containers.ValueKind == JsonValueKind.Array)
        {
            foreach (var container in containers.EnumerateArray())
            {
                if (container.TryGetProperty("image", out var image)) images.Add(image.GetString() ?? "");
                if (!container.TryGetProperty("ports", out var declared) || declared.ValueKind != JsonValueKind.Array) continue;
                ports.AddRange(declared.EnumerateArray().Select(port => new ContainerPort(
                    port.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "", port.TryGetProperty("containerPort", out var number) ? number.GetInt32() : 0)));
            }
        }

        return new PodTemplateDigest(Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)), images, ports);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodTemplateDigest value, JsonSerializerOptions options) => throw new NotSupportedException("a digest is only read");

    private static void Append(IncrementalHash hash, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                hash.AppendData("{"u8);
                foreach (var property in value.EnumerateObject().Where(IsKept).OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    Append(hash, property.Name);
                    hash.AppendData(":"u8);
                    Append(hash, property.Value);
                }

                hash.AppendData("}"u8);
                break;
            case JsonValueKind.Array:
                hash.AppendData("["u8);
                foreach (var item in value.EnumerateArray()) Append(hash, item);
                hash.AppendData("]"u8);
                break;
            case JsonValueKind.String:
                Append(hash, value.GetString()!);
                break;
            default:
                hash.AppendData(Encoding.UTF8.GetBytes(value.GetRawText()));
                hash.AppendData(","u8);
                break;
        }
    }

    // A selector's matchLabels that hold our keys alone would not be there without us.
    private static bool IsKept(JsonProperty property) =>
        property.Value.ValueKind != JsonValueKind.Null && !property.Name.StartsWith(OwnPrefix, StringComparison.Ordinal)
        && !(property.NameEquals("matchLabels") && property.Value.ValueKind == JsonValueKind.Object && !property.Value.EnumerateObject().Any(IsKept));

    // Length first: no two sequences of strings have the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
