using System.Text;

namespace Penumbra.Metrics.Tests.Selectors;

/// <summary>Random text of all of Unicode, with what is special in PromQL, RE2, JSON and expositions more often than its share.</summary>
internal static class Unicode
{
    private const string Special = "\"\\'`\n\r\t\0{}[]()=~!,.*+?|^$ \u007f\ufeff\u2028\ud7ff\ue000";

    public static string Value(Random random, int longest)
    {
        var text = new StringBuilder();
        for (var count = random.Next(longest + 1); count > 0; count--)
        {
            if (random.Next(3) == 0)
            {
                text.Append(Special[random.Next(Special.Length)]);
                continue;
            }

            int point;
            do point = random.Next(random.Next(2) == 0 ? 0x250 : 0x110000);
            while (!Rune.IsValid(point));
            text.Append(new Rune(point).ToString());
        }

        return text.ToString();
    }
}
