namespace Penumbra.Databases.Postgres.Masking;

/// <summary>Names that masked people have: 64 given names and 64 family names, plain letters, at most nine each.</summary>
internal static class MadeUpNames
{
    /// <summary>Given names.</summary>
    public static readonly string[] Given =
    [
        "Ada", "Alex", "Anna", "Arno", "Bea", "Ben", "Bruno", "Cara", "Carl", "Clara", "Dana", "David", "Dora", "Edgar", "Elin", "Emil",
        "Emma", "Erik", "Eva", "Felix", "Fiona", "Frida", "Georg", "Greta", "Hanna", "Hugo", "Ida", "Igor", "Ines", "Ivan", "Jana", "Joel",
        "Julia", "Kaja", "Karl", "Kira", "Lars", "Lea", "Leo", "Lina", "Luca", "Maja", "Marc", "Maria", "Max", "Mia", "Nils", "Nina",
        "Nora", "Olaf", "Olga", "Oscar", "Paul", "Petra", "Rita", "Robin", "Rosa", "Sara", "Simon", "Sofia", "Theo", "Tina", "Vera", "Viktor",
    ];

    /// <summary>Family names: things of the sky and the land, so that nobody takes them for somebody.</summary>
    public static readonly string[] Family =
    [
        "Acorn", "Alder", "Amber", "Ash", "Aspen", "Autumn", "Beacon", "Birch", "Bramble", "Breeze", "Brook", "Cedar", "Cliff", "Cloud", "Clover", "Comet",
        "Coral", "Cove", "Dawn", "Dell", "Dune", "Dusk", "Eclipse", "Elm", "Ember", "Falcon", "Fern", "Field", "Flint", "Forest", "Frost", "Garnet",
        "Glade", "Grove", "Harbor", "Hazel", "Heath", "Heron", "Hollow", "Island", "Ivy", "Juniper", "Lagoon", "Lake", "Larch", "Linden", "Marsh", "Meadow",
        "Mist", "Moon", "Moss", "Oak", "Penumbra", "Pine", "Pond", "Reef", "River", "Rowan", "Shadow", "Spruce", "Summit", "Thorn", "Vale", "Willow",
    ];
}
