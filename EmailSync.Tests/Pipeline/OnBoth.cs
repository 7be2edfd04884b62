namespace EmailSync.Tests.Pipeline;

// The stories with mail that crosses: the user at Gmail, contact and colleague at Outlook.
[TestClass]
public sealed class AcrossAnyOrderTests : AnyOrderTests
{
    private protected override Homes Homes => Homes.Across;
}

[TestClass]
public sealed class AcrossRunTwiceTests : RunTwiceTests
{
    private protected override Homes Homes => Homes.Across;
}

[TestClass]
public sealed class BackAnyOrderTests : AnyOrderTests
{
    private protected override Homes Homes => Homes.Back;
}

[TestClass]
public sealed class BackRunTwiceTests : RunTwiceTests
{
    private protected override Homes Homes => Homes.Back;
}

[TestClass]
public sealed class AcrossUpdateTests : UpdateStories
{
    private protected override Homes Homes => Homes.Across;
}
