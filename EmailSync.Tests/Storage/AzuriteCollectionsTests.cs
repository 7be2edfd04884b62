using EmailSync.LocalHost.Azurite;

namespace EmailSync.Tests.Storage;

/// <summary>What is made quicker in Azurite's collections gives the same, and is quicker: counted, not timed.</summary>
[TestClass]
public sealed class AzuriteCollectionsTests
{
    private const string Start =
        """
        const [lokijs, ours] = process.argv.slice(1);
        const assert = require('node:assert');
        const path = require('node:path');
        function load(quick) {
          delete require.cache[require.resolve(path.join(lokijs, 'lokijs'))];
          const Loki = require(path.join(lokijs, 'lokijs'));
          if (quick) require(ours).quicken(Loki);
          return Loki;
        }

        """;

    private const string Same =
        """
        const indices = ['account', 'PartitionKey', 'RowKey'];
        const [plain, quick] = [false, true].map((q) => new (load(q))('db').addCollection('rows', { indices, disableMeta: true }));
        const keys = ['', '0', '7', '07', '1e2', '100', 'a', 'contact', ...Array.from({ length: 22 }, (_, i) => 'k' + i)];
        let seed = 1;
        const dice = (n) => (seed = (seed * 48271) % 2147483647) % n;
        const pick = () => keys[dice(keys.length)];
        const bare = (d) => d && [d.PartitionKey, d.RowKey, d.tag, d.account];
        const all = (c) => c.data.map(bare);
        for (let turn = 0; turn < 20000; turn++) {
          const at = { account: 'one', RowKey: pick(), PartitionKey: pick() };
          switch (dice(6)) {
            case 0: case 1: if (!plain.findOne(at)) [plain, quick].forEach((c) => c.insert({ ...at, tag: turn % 5 })); break;
            case 2: assert.deepStrictEqual(bare(quick.findOne(at)), bare(plain.findOne(at))); break;
            case 3: assert.deepStrictEqual(quick.find({ ...at, tag: 3 }).map(bare).sort(), plain.find({ ...at, tag: 3 }).map(bare).sort()); break;
            case 4: [plain, quick].forEach((c) => c.findAndRemove(at)); break;
            default:
              if (dice(200) === 0) [plain, quick].forEach((c) => c.findAndRemove({ account: 'one', RowKey: at.RowKey }));
              const of = { RowKey: at.RowKey, PartitionKey: { $gte: at.PartitionKey } };
              assert.deepStrictEqual(quick.find(of).map(bare).sort(), plain.find(of).map(bare).sort());
          }
          if (turn % 500 === 0) assert.deepStrictEqual(all(quick), all(plain));
        }
        assert.deepStrictEqual(all(quick), all(plain));
        assert(quick.data.length > 50, 'nothing was compared');
        assert.deepStrictEqual(quick.checkAllIndexes(), []);
        """;

    private const string Few =
        """
        function reads(q) {
          let count = 0;
          const rows = new (load(q))('db').addCollection('rows', { indices: ['account', 'PartitionKey', 'RowKey'], disableMeta: true });
          for (let i = 0; i < 5000; i++) {
            const row = { account: 'one', PartitionKey: 'p' + i };
            Object.defineProperty(row, 'RowKey', { enumerable: true, get: () => (count++, 'contact') });
            rows.insert(row);
          }
          count = 0;
          assert.strictEqual(rows.findOne({ RowKey: 'contact', PartitionKey: 'p4999' }).PartitionKey, 'p4999');
          const found = count;
          rows.findAndRemove({ RowKey: 'contact', PartitionKey: 'nowhere' });
          assert.strictEqual(rows.data.length, 5000);
          return [found, count - found];
        }
        const [plain, quick] = [reads(false), reads(true)];
        assert(plain.every((n) => n > 5000), `lokijs reads ${plain}: there is nothing left to make quicker`);
        assert(quick.every((n) => n < 200), `reads ${quick}`);
        """;

    [TestMethod]
    public Task Whatever_is_asked_and_removed_the_answers_and_what_stands_are_the_same() => RunAsync(Same);

    [TestMethod]
    public Task A_row_is_found_and_nothing_is_removed_without_a_look_at_all_that_share_its_row_key() => RunAsync(Few);

    private static async Task RunAsync(string script)
    {
        string azurite;
        try
        {
            azurite = await new AzuriteInstallation(new AzuriteOptions { DataFolder = Path.GetTempPath() }).EnsureAsync(CancellationToken.None);
        }
        catch (AzuriteException e) when (e.IsMissingPrerequisite)
        {
            Assert.Inconclusive(e.Message);
            return;
        }
        var modules = azurite[..(azurite.IndexOf("node_modules", StringComparison.Ordinal) + "node_modules".Length)];
        var ours = Path.Combine(Path.GetDirectoryName(AzuriteInstallation.LaunchScript)!, "loki.cjs");
        var result = await ToolRunner.RunAsync(
            "node", ["-e", Start + script, "--", modules, ours], Path.GetTempPath(), TimeSpan.FromMinutes(2), CancellationToken.None);
        Assert.IsNotNull(result);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
    }
}
