using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Common;

namespace Penumbra.Core.Tests.Common;

public sealed class SpanTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("720h", 2_592_000_000)]
    [InlineData("250ms", 250)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, long milliseconds) => Span.Parse(text).Should().Be(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("30d")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("123456s")]
    [InlineData("1h1h1h1h1h")]
    public void Anything_else_is_none(string? text) => Span.Parse(text).Should().BeNull();

    [Theory]
    [InlineData("0h99999h", "h")]
    [InlineData("1m2ms3m", "m")]
    [InlineData("1m1ms", null)]
    [InlineData("1h30m10s5ms", null)]
    public void A_unit_that_stands_twice_is_named(string text, string? unit) => Span.Repeated(text).Should().Be(unit);

    [Fact]
    public void Reader_and_pattern_agree() => Prop.ForAll(Gen.Elements("0", "7", "99999", "h", "m", "s", "ms", "d", "", " ").ListOf(6).Select(string.Concat).ToArbitrary(),
        text => Regex.IsMatch(text, Span.Pattern) == Span.Parse(text) is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_read_back_to_the_millisecond() => Prop.ForAll<NonNegativeInt>(milliseconds =>
        Span.Parse(Span.Format(TimeSpan.FromMilliseconds(milliseconds.Get))) == TimeSpan.FromMilliseconds(milliseconds.Get)).QuickCheckThrowOnFailure();
}
