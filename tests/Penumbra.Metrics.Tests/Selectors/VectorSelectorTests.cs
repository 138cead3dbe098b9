using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Tests.Selectors;

public sealed class VectorSelectorTests
{
    [Theory]
    [InlineData("http_requests_total", "{__name__=\"http_requests_total\"}")]
    [InlineData(" job:requests:rate5m { } ", "{__name__=\"job:requests:rate5m\"}")]
    [InlineData("a{b=\"c\"}", "{__name__=\"a\",b=\"c\"}")]
    [InlineData("a{b!='c', d=~`e.*`,f !~ \"g\",}", "{__name__=\"a\",b!=\"c\",d=~\"e.*\",f!~\"g\"}")]
    [InlineData(@"a{b=""\"" \\ \n \x41 \101 \u00e9 \U0001F600 \xc3\xa9""}", "{__name__=\"a\",b=\"\\\" \\\\ \\n A A é 😀 é\"}")]
    [InlineData("a{b=`\\n\"`}", "{__name__=\"a\",b=\"\\\\n\\\"\"}")]
    [InlineData("offset{by=\"x\"}", "{__name__=\"offset\",by=\"x\"}")]
    public void A_plain_selector_is_read_and_written_anew(string text, string rendered)
    {
        var selector = VectorSelector.Parse(text, out var problem);

        problem.Should().BeNull();
        selector!.ToString().Should().Be(rendered);
    }

    [Theory]
    [InlineData("", "at position 1: expected the name of a metric")]
    [InlineData("{a=\"b\"}", "at position 1: expected the name of a metric")]
    [InlineData("9a", "at position 1")]
    [InlineData("a[5m]", "at position 2: expected the end")]
    [InlineData("a offset 5m", "at position 3: expected the end")]
    [InlineData("a @ 0", "at position 3: expected the end")]
    [InlineData("rate(a[5m])", "at position 5: expected the end")]
    [InlineData("a or b", "at position 3: expected the end")]
    [InlineData("a # comment", "at position 3: expected the end")]
    [InlineData("a{__name__=~\".*\"}", "at position 3: __name__ may not be matched")]
    [InlineData("a{b}", "at position 4: expected one of")]
    [InlineData("a{b=c}", "at position 5: expected a value in quotes")]
    [InlineData("a{b=\"c}", "expected the closing quote")]
    [InlineData("a{b=\"c\"", "at position 8: expected , or }")]
    [InlineData("a{b=\"c\"}{d=\"e\"}", "at position 9: expected the end")]
    [InlineData("a{b=\"c\nd\"}", "at position 7: a value in these quotes has no line break")]
    [InlineData("a{,}", "at position 3: expected the name of a label")]
    [InlineData(@"a{b=""\q""}", "at position 6: unknown escape")]
    [InlineData(@"a{b=""\'""}", "at position 6: unknown escape")]
    [InlineData(@"a{b=""\400""}", "at position 6: unknown escape")]
    [InlineData(@"a{b=""\ud800""}", "at position 6: unknown escape")]
    [InlineData(@"a{b=""\xff""}", "bytes are not UTF-8")]
    [InlineData("a{b=~\"(\"}", "at position 6: the regular expression does not close a group")]
    [InlineData("a{b=~\"x)(y\"}", "closes a group that was not opened")]
    [InlineData("a{b=~\"*\"}", "is no regular expression")]
    [InlineData("a{b=~\"(?=x)\"}", "has a group of a kind other than")]
    [InlineData("a{b=~\"(?<n>x)\"}", "has a group of a kind other than")]
    [InlineData("a{b=~`(a)\\1`}", "has an escape that not every source knows")]
    [InlineData("a{b=~`\\pL`}", "has an escape that not every source knows")]
    [InlineData("a{b=~\"[[:alpha:]]\"}", "has a POSIX class")]
    [InlineData("a{b=~\"a{1001}\"}", "repeats more than 1000 times")]
    [InlineData("a{b=~`[+-\\d]`}", "has an escape that not every source knows")]
    public void Anything_else_is_refused_with_its_position(string text, string problem)
    {
        VectorSelector.Parse(text, out var said).Should().BeNull();
        said.Should().Contain(problem);
    }

    [Theory]
    [InlineData("5..", "500", true)]
    [InlineData("5..", "5000", false)]
    [InlineData("a|b", "ab", false)]
    [InlineData("", "", true)]
    [InlineData(".+", "", false)]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData(@"\d+", "42", true)]
    [InlineData(@"\d+", "٤٢", false)]
    [InlineData(@"[\w-]+", "a-b_c", true)]
    [InlineData("[a-z[]+", "a[b", true)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("(?i)get", "GET", true)]
    [InlineData("(?i:g)et", "Get", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData(@"10\.0\.0\.1", "10.0.0.1", true)]
    public void A_regular_expression_matches_the_whole_value_as_in_Prometheus(string expression, string value, bool matches)
    {
        var matcher = LabelMatcher.Create("l", MatchKind.Matches, expression, out var problem);

        problem.Should().BeNull();
        matcher!.Accepts(value).Should().Be(matches);
        LabelMatcher.Create("l", MatchKind.NotMatches, expression, out _)!.Accepts(value).Should().Be(!matches);
    }

    [Fact]
    public void Whatever_is_written_parsing_ends_and_what_is_rendered_is_read_back_the_same()
    {
        const string Alphabet = "ab_{}=!~\"'`\\,()[]*+?.|^$n x0419u\n\té\uD83D\uDE00";
        var random = new Random(7);
        var read = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var text = "a{b=" + new string([.. Enumerable.Range(0, random.Next(24)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]) + (round % 2 == 0 ? "\"}" : "");
            if (VectorSelector.Parse(text, out var problem) is not { } selector)
            {
                problem.Should().NotBeNullOrEmpty();
                continue;
            }

            read++;
            var again = VectorSelector.Parse(selector.Matchers.Count == 0 ? "a" : "a{" + string.Join(',', selector.Matchers) + "}", out _);
            again!.ToString().Should().Be(selector.ToString());
        }

        read.Should().BeGreaterThan(100);
    }

    [Fact]
    public void Any_value_round_trips_through_a_literal()
    {
        var random = new Random(11);
        for (var round = 0; round < 3_000; round++)
        {
            var value = Unicode.Value(random, 12);
            VectorSelector.Parse($"a{{b={PromQlText.Quote(value)},c='{PromQlText.Escape(value).Replace("\\\"", "\"", StringComparison.Ordinal)}'}}", out var problem)!
                .Matchers.Select(matcher => matcher.Value).Should().Equal([value, value], problem);
            LabelMatcher.Create("l", MatchKind.Matches, PromQlText.EscapeExpression(value), out _)!.Accepts(value).Should().BeTrue();
        }
    }
}
