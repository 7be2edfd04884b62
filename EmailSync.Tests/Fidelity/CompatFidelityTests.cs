using System.Reflection;
using System.Reflection.Emit;

namespace EmailSync.Tests.Fidelity;

[TestClass]
public sealed class CompatFidelityTests
{
    [TestMethod]
    public void Every_compat_member_exists_in_the_official_packages()
    {
        var official = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsOfficial).Select(Assembly.LoadFrom).ToList();
        if (official.Count == 0)
            Assert.Inconclusive("The official packages are absent: build with -p:OfficialPackages=true on a feed that carries them.");

        var missing = new CompatAssemblies().LoadAll().SelectMany(copy => ApiSurface.MissingFrom(official, copy)).ToList();

        Assert.IsEmpty(missing, string.Join(Environment.NewLine, missing));
    }

    [TestMethod]
    public void A_compat_assembly_lacks_nothing_of_itself()
    {
        var compat = new CompatAssemblies().LoadAll();

        var missing = compat.SelectMany(copy => ApiSurface.MissingFrom(compat, copy)).ToList();

        Assert.HasCount(3, compat);
        Assert.IsEmpty(missing, string.Join(Environment.NewLine, missing));
    }

    [TestMethod]
    public void Types_and_members_that_the_original_lacks_are_found()
    {
        var original = Emit("Original", type => type.DefineField("Kept", typeof(int), FieldAttributes.Public));
        var copy = Emit("Copy", type =>
        {
            type.DefineField("Kept", typeof(int), FieldAttributes.Public);
            type.DefineField("Invented", typeof(int), FieldAttributes.Public);
        });

        var members = ApiSurface.MissingFrom([original], copy);
        var types = ApiSurface.MissingFrom([], copy);

        CollectionAssert.AreEqual(new[] { "Planted: field System.Int32 Invented" }, members.ToList());
        CollectionAssert.AreEqual(new[] { "type Planted" }, types.ToList());
    }

    private static AssemblyBuilder Emit(string name, Action<TypeBuilder> define)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule(name).DefineType("Planted", TypeAttributes.Public);
        define(type);
        type.CreateType();
        return assembly;
    }

    private static bool IsOfficial(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.DurableTask.", StringComparison.Ordinal)
            || name is "DurableTask.Core.dll" or "Google.Apis.Gmail.v1.dll");
}
