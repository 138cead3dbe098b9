using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Penumbra.Bench.Comparisons;

/// <summary>About 10 KiB of JSON: an order with its lines, the same for the same number, and a time and a request's id that are new in every answer.</summary>
public static class OrderBody
{
    private const int Lines = 68;
    private static readonly string[] Titles = ["small table, oak", "large lamp, steel", "blue chair, glass", "plain shelf, pine"];

    // Written once, so that the measured server and not the bench has the processor.
    private static readonly IReadOnlyList<byte[]> Items = [.. Enumerable.Range(0, 256).Select(WriteItems)];

    /// <summary>The answer to one request.</summary>
    /// <param name="number">The order.</param>
    public static ReadOnlyMemory<byte> Write(long number)
    {
        var body = new ArrayBufferWriter<byte>(12 * 1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("id", number.ToString(CultureInfo.InvariantCulture));
            json.WriteString("generatedAt", DateTimeOffset.UtcNow);
            json.WriteString("requestId", Guid.NewGuid());
            json.WriteString("state", number % 3 == 0 ? "open" : "sent");
            json.WritePropertyName("items");
            json.WriteRawValue(Items[(int)(number % Items.Count)], skipInputValidation: true);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static byte[] WriteItems(int seed)
    {
        var random = new Random(seed);
        var opening = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            for (var line = 0; line < Lines; line++)
            {
                json.WriteStartObject();
                json.WriteString("sku", $"sku-{random.Next(10_000, 99_999)}");
                json.WriteString("title", Titles[random.Next(Titles.Length)]);
                json.WriteNumber("quantity", random.Next(1, 9));
                json.WriteNumber("price", random.Next(100, 20_000) / 100m);
                json.WriteString("warehouse", $"TLL-{random.Next(10, 99)}");
                json.WriteBoolean("isGift", random.Next(5) == 0);
                json.WriteString("updatedAt", opening.AddSeconds(random.Next(20_000_000)));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return body.WrittenSpan.ToArray();
    }
}
