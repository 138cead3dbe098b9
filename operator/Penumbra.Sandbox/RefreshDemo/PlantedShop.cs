using System.Globalization;
using System.Text;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>A small shop's production database, and every personal value in it: made up, each another, so that each can be searched for.</summary>
public sealed class PlantedShop
{
    private static readonly string[] Given = ["Teele", "Madis", "Liisbet", "Rasmus", "Kertu", "Joosep", "Marten", "Helve", "Siiri", "Tanel", "Aveli", "Hendrik"];
    private static readonly string[] Starts = ["Raud", "Tamme", "Kuuse", "Lepi", "Pihla", "Saare", "Metsa", "Kivi", "Lume", "Rohu", "Jarve", "Nurme", "Mae", "Oru", "Palu", "Soo", "Laane", "Pohja", "Vaher", "Kase", "Haava", "Sepa", "Kangru", "Talvi", "Suvi"];
    private static readonly string[] Middles = ["ke", "la", "mi", "no", "pu", "ra", "si", "ta", "vo", "ju", "ha", "de", "go", "be", "fi", "lu", "me", "ni", "po", "ru", "sa", "tu", "va", "ja", "he"];
    private static readonly string[] Ends = ["saar", "nurm", "vald", "mets", "kivi", "soo", "laid", "salu", "maa", "org", "sepp", "puu", "talu", "oja", "lill", "kask", "pold", "rand", "jarv", "magi", "luik", "hein", "kuld", "tuul", "lumi"];
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Makes the shop.</summary>
    /// <param name="people">How many customers it has; some more were deleted, whose rows still lie in the files. At most 15,000.</param>
    public PlantedShop(int people = 12_000)
    {
        var orders = people * 3 / 2;
        var script = new StringBuilder("""
            CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL, price int NOT NULL);
            CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text NOT NULL, phone text, street text, joined date NOT NULL);
            CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, receipt_email varchar(80) NOT NULL, product int NOT NULL REFERENCES products, placed date NOT NULL, delivery jsonb NOT NULL);
            CREATE INDEX ON customers (full_name);
            CREATE INDEX ON orders (receipt_email);
            INSERT INTO products SELECT n, 'product ' || n, n * 100 FROM generate_series(1, 200) n;
            COPY customers FROM stdin;

            """);
        for (var number = 1; number <= people + (people / 24); number++)
        {
            var (name, mail, phone, street) = Person(number);
            _values.UnionWith([name, mail, phone, street]);
            script.Append(CultureInfo.InvariantCulture, $"{number}\t{mail}\t{name}\t{phone}\t{street}\t20{10 + (number % 15)}-0{1 + (number % 9)}-11\n");
        }

        script.Append("\\.\nCOPY orders FROM stdin;\n");
        for (var number = 1; number <= orders; number++)
        {
            var (name, mail, phone, street) = Person(1 + (number * 7 % people));
            script.Append(CultureInfo.InvariantCulture, $"{number}\t{1 + (number * 7 % people)}\t{mail}\t{1 + (number % 200)}\t2026-0{1 + (number % 9)}-21\t{{\"to\": \"{name}\", \"street\": \"{street}\", \"call\": \"{phone}\"}}\n");
        }

        // Statistics hold values, and rows that production deleted still lie in its files.
        script.Append(CultureInfo.InvariantCulture, $"\\.\nCREATE MATERIALIZED VIEW regulars AS SELECT c.full_name, count(*) AS orders FROM customers c JOIN orders o ON o.customer = c.id GROUP BY 1;\nANALYZE;\nDELETE FROM customers WHERE id > {people};\n");
        Script = script.ToString();
    }

    /// <summary>The SQL that makes it.</summary>
    public string Script { get; }

    /// <summary>Every personal value in it.</summary>
    public IReadOnlyCollection<string> Values => _values;

    private static (string Name, string Mail, string Phone, string Street) Person(int number)
    {
        var family = Starts[number % 25] + Middles[number / 25 % 25] + Ends[number / 625 % 25];
        var given = Given[number % Given.Length];
        var phone = (number * 7919L) % 10_000_000;
        return ($"{given} {family}", $"{given}.{family}@post.ee".ToLowerInvariant(), string.Create(CultureInfo.InvariantCulture, $"+372 5{phone:0000000}"), string.Create(CultureInfo.InvariantCulture, $"{family} tee {1 + (number % 89)}"));
    }
}
