using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>Reads <see cref="PodStatusView"/>: of lists of conditions and containers only what they come to is kept, as there are more pods than anything else.</summary>
public sealed class PodStatusConverter : JsonConverter<PodStatusView>
{
    /// <inheritdoc/>
    public override PodStatusView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a pod's status must be an object");
        var (address, isReady, restarts) = ("", false, 0);
        DateTimeOffset? crashedAt = null, accepted = null, running = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("podIP"u8))
            {
                reader.Read();
                address = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("startTime"u8))
            {
                reader.Read();
                accepted = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var at) ? at : null;
            }
            else if (reader.ValueTextEquals("conditions"u8))
            {
                foreach (var condition in Objects(ref reader)) isReady |= Is(condition, "type", "Ready") && Is(condition, "status", "True");
            }
            else if (reader.ValueTextEquals("containerStatuses"u8))
            {
                foreach (var container in Objects(ref reader))
                {
                    var ends = container.TryGetProperty("restartCount", out var count) ? count.GetInt32() : 0;
                    restarts += ends;
                    if (ends == 0 && StartOf(container) is { } start && (running is null || start > running)) running = start;
                    if (EndOf(container) is { } end && (crashedAt is null || end > crashedAt)) crashedAt = end;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return new PodStatusView { PodIP = address, IsReady = isReady, Restarts = restarts, CrashedAt = crashedAt, StartedAt = running ?? accepted };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodStatusView value, JsonSerializerOptions options) => throw new NotSupportedException("a view is only read");

    private static DateTimeOffset? EndOf(JsonElement container) => Instant(container, "lastState", "terminated", "finishedAt");

    private static DateTimeOffset? StartOf(JsonElement container) => Instant(container, "state", "running", "startedAt");

    private static DateTimeOffset? Instant(JsonElement container, string state, string kind, string name) =>
        container.TryGetProperty(state, out var found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(kind, out var details) && details.ValueKind == JsonValueKind.Object
        && details.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var instant) ? instant : null;

    private static IEnumerable<JsonElement> Objects(ref Utf8JsonReader reader)
    {
        reader.Read();
        var list = JsonElement.ParseValue(ref reader);
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object) : [];
    }

    private static bool Is(JsonElement condition, string name, string value) => condition.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);
}
