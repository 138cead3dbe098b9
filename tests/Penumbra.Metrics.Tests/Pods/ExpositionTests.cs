using System.Text;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Tests.Pods;

public sealed class ExpositionTests
{
    [Theory]
    [InlineData("a 1\n", "a{} 1")]
    [InlineData("a 1", "a{} 1")]
    [InlineData("a{} 1\n", "a{} 1")]
    [InlineData("a{b=\"c\"} 2.5 1700000000000\n", "a{b=\"c\"} 2.5")]
    [InlineData("a{c=\"d\",b=\"e\",} 1e3\n", "a{b=\"e\",c=\"d\"} 1000")]
    [InlineData("  a \t {  b = \"c\" , } \t 7 \r\n", "a{b=\"c\"} 7")]
    [InlineData("a{b=\"\\\\ \\\" \\n \\q\"} 1\n", "a{b=\"\\\\ \\\" \\n \\\\q\"} 1")]
    [InlineData("a{b=\"}, # {\"} 1\n", "a{b=\"}, # {\"} 1")]
    [InlineData("a{b=\"\"} 1\n", "a{} 1")]
    [InlineData("a_bucket{le=\"+Inf\"} 17 # {trace_id=\"x\"} 0.67 1.5\n# EOF\n", "a_bucket{le=\"+Inf\"} 17")]
    [InlineData("# HELP a b\n# TYPE a counter\n\nb 1\na +Inf\n", "a{} Infinity")]
    [InlineData("a NaN\n", "a{} NaN")]
    [InlineData("{\"a.b\",c=\"d\"} 1\nb{x=\"y\"} 2\nc 3\n", "")]
    [InlineData("", "")]
    public void Samples_that_were_asked_for_are_read(string text, string samples)
    {
        var (line, found) = Read(text);

        line.Should().Be(0);
        found.Should().Be(samples);
    }

    [Theory]
    [InlineData("a\n", 1)]
    [InlineData("b 1\na 1 \na{b=\"c\"\n", 3)]
    [InlineData("a{b=\"c} 1\n", 1)]
    [InlineData("a{b=\"c\"}\n", 1)]
    [InlineData("a{b=\"c\"} one\n", 1)]
    [InlineData("a{b=\"c\" d=\"e\"} 1\n", 1)]
    [InlineData("a{b=\"c\",b=\"d\"} 1\n", 1)]
    [InlineData("a{b=\"\xff\"", 1)]
    [InlineData("a 0x10\n", 1)]
    [InlineData("<html><body>503</body></html>\n", 1)]
    [InlineData("{\"status\":\"ok\"}\n", 1)]
    [InlineData("b 1\nService Unavailable\n", 2)]
    [InlineData("b{x=\"y\" 1\n", 1)]
    [InlineData("9 1\n", 1)]
    [InlineData("a -\n", 1)]
    public void A_malformed_line_is_named(string text, int line) => Read(text).Line.Should().Be(line);

    [Fact]
    public void Bytes_that_are_not_text_are_malformed() => Exposition.Read([(byte)'a', (byte)'{', (byte)'b', (byte)'=', (byte)'"', 0xff, (byte)'"', (byte)'}', (byte)' ', (byte)'1'], ["a"u8.ToArray()], []).Should().Be(1);

    [Fact]
    public void Whatever_the_bytes_reading_ends_without_an_exception()
    {
        var seeds = new[] { "a{b=\"c\",d=\"e\\n\"} 1 2\n", "a_bucket{le=\"0.5\"} 3 # {x=\"y\"} 1\n", "# TYPE a counter\na 1\n", "{\"q\",a=\"b\"} 1\n" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var random = new Random(3);
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].Concat(seeds[random.Next(seeds.Length)]).ToArray();
            for (var change = random.Next(6); change > 0; change--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(4) == 0) bytes = bytes[..at];
                else bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}\"\\, \n=a1#"[random.Next(11)];
                if (bytes.Length == 0) break;
            }

            var samples = new List<ExpositionSample>();
            Exposition.Read(bytes, ["a"u8.ToArray(), "a_bucket"u8.ToArray()], samples).Should().BeInRange(0, 10);
            samples.Count.Should().BeLessThanOrEqualTo(8);
        }
    }

    [Fact]
    public void Any_label_value_is_read_as_it_was_exposed()
    {
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
        {
            var value = "x" + Selectors.Unicode.Value(random, 10);
            var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            Read($"a{{b=\"{escaped}\"}} 1\n").Samples.Should().Be($"a{{b={PromQlText.Quote(value)}}} 1");
        }
    }

    private static (int Line, string Samples) Read(string text)
    {
        string[] names = ["a", "a_bucket"];
        var samples = new List<ExpositionSample>();
        var line = Exposition.Read(Encoding.UTF8.GetBytes(text), [.. names.Select(Encoding.UTF8.GetBytes)], samples);
        return (line, string.Join(';', samples.Select(sample => FormattableString.Invariant($"{sample.Labels.Canonical(names[sample.Name])} {sample.Value}"))));
    }
}
