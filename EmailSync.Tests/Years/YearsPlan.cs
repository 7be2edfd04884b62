namespace EmailSync.Tests.Years;

/// <summary>
/// What will happen, all of it drawn beforehand: the same seed is the same years, whatever the product makes of them. The last days are quiet, so that everything
/// can have come to rest at the end.
/// </summary>
internal static class YearsPlan
{
    private const double DaysBetweenMails = 9;
    private const double DaysBetweenTroubles = 22;
    private const double DaysBetweenRestarts = 25;
    private static readonly TimeSpan quiet = TimeSpan.FromDays(12);

    public static IReadOnlyList<Happening> Draw(int seed, int owners, TimeSpan length)
    {
        var chance = new Random(seed);
        var plan = new List<Happening>();
        for (var owner = 0; owner < owners; owner++)
        {
            plan.Add(new Happening.Connects(Days(chance.NextDouble()), owner));
            Mails(plan, chance, owner, length);
            Troubles(plan, chance, owner, length - quiet);
            if (owner % Owner.EveryWithTwo == Owner.EveryWithTwo - 1)
                InSouth(plan, chance, owner, length - quiet);
        }
        Restarts(plan, chance, length - quiet);
        return [.. plan.OrderBy(h => h.At)];
    }

    private static void Mails(List<Happening> plan, Random chance, int owner, TimeSpan end)
    {
        for (var at = Wait(chance, DaysBetweenMails); at < end; at += Wait(chance, DaysBetweenMails))
        {
            var kind = chance.Next(10) switch
            {
                < 4 => MailKind.FromContact,
                < 6 => MailKind.AnswerOfContact,
                6 => MailKind.FromStranger,
                7 or 8 => MailKind.Written,
                _ => MailKind.ToOtherAccount,
            };
            plan.Add(new Happening.MailComes(at, owner, kind, chance.Next(12) == 0 ? chance.Next(5, 40) : 1));
        }
    }

    /// <summary>One after the other: each ends before the next begins.</summary>
    private static void Troubles(List<Happening> plan, Random chance, int owner, TimeSpan end)
    {
        for (var at = Days(2) + Wait(chance, DaysBetweenTroubles); at < end; at += Wait(chance, DaysBetweenTroubles))
        {
            var over = at + Hours(1 + (chance.NextDouble() * chance.NextDouble() * 24 * 9));
            if (over > end)
                return;
            switch (chance.Next(14))
            {
                case 0:
                    plan.Add(new Happening.WatchVanishes(at, owner));
                    break;
                case 1 or 2:
                    plan.Add(new Happening.CursorVanishes(at, owner, chance.Next(0, 15)));
                    break;
                case 3 or 4:
                    plan.Add(new Happening.LosesGrant(at, owner));
                    plan.Add(new Happening.SignsInAgain(over, owner, WrongFirst: chance.Next(3) == 0));
                    at = over;
                    break;
                case 5:
                    plan.Add(new Happening.Moves(at, owner));
                    break;
                case 6 or 7:
                    at = Leaves(plan, chance, owner, at, over, south: false);
                    break;
                default:
                    plan.Add(new Happening.Clouds(at, owner, (Weather)chance.Next(Enum.GetValues<Weather>().Length)));
                    plan.Add(new Happening.Clears(over, owner));
                    at = over;
                    break;
            }
        }
    }

    /// <summary>The connection of the second location comes and goes on its own.</summary>
    private static void InSouth(List<Happening> plan, Random chance, int owner, TimeSpan end)
    {
        plan.Add(new Happening.Connects(Days(1 + (chance.NextDouble() * 10)), owner, South: true));
        for (var at = Days(12) + Wait(chance, DaysBetweenTroubles); at < end; at += Wait(chance, DaysBetweenTroubles))
        {
            var over = at + Hours(1 + (chance.NextDouble() * chance.NextDouble() * 24 * 9));
            if (over < end)
                at = Leaves(plan, chance, owner, at, over, south: true);
        }
    }

    private static TimeSpan Leaves(List<Happening> plan, Random chance, int owner, TimeSpan at, TimeSpan over, bool south)
    {
        plan.AddRange(chance.Next(2) == 0
            ? [new Happening.Disconnects(at, owner, south), new Happening.Connects(over, owner, south)]
            : [new Happening.Pauses(at, owner, south), new Happening.Resumes(over, owner, south)]);
        return over;
    }

    private static void Restarts(List<Happening> plan, Random chance, TimeSpan end)
    {
        for (var at = Wait(chance, DaysBetweenRestarts); at < end; at += Wait(chance, DaysBetweenRestarts))
        {
            switch (chance.Next(4))
            {
                case 0:
                    plan.Add(new Happening.GoesDown(at));
                    plan.Add(new Happening.ComesUp(at += Hours(0.1 + (chance.NextDouble() * chance.NextDouble() * 60))));
                    break;
                case 1:
                    plan.Add(new Happening.ComesUp(at));
                    break;
                default:
                    plan.Add(new Happening.DiesSoon(at, chance.Next(1, 60), HubIsLost: chance.Next(2) == 0));
                    break;
            }
        }
    }

    /// <summary>As long as nothing happens of what happens once in so many days; to be seen in a mailbox, an hour at least.</summary>
    private static TimeSpan Wait(Random chance, double days) => Hours(1) + Days(-Math.Log(1 - chance.NextDouble()) * days);

    private static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
}
