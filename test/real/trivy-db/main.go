// Command trivy-db writes a vulnerability database that Trivy reads, out of a list of entries on stdin:
// [{"path": ["alpine 3.15", "openssl"], "key": "CVE-2022-0778", "value": {"FixedVersion": "1.1.1n-r0"}}].
// Usage: trivy-db FOLDER BUILT_AT, where FOLDER is the db folder in Trivy's cache.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

type entry struct {
	Path  []string        `json:"path"`
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, builtAt string) error {
	var entries []entry
	if err := json.NewDecoder(os.Stdin).Decode(&entries); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	db, err := bbolt.Open(filepath.Join(folder, "trivy.db"), 0o644, nil)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Update(func(tx *bbolt.Tx) error { return put(tx, entries) }); err != nil {
		return err
	}
	// Schema 2; Trivy refuses any other. DownloadedAt must be set or it is taken for a half-finished download.
	metadata := fmt.Sprintf(
		`{"Version":2,"NextUpdate":"2099-01-01T00:00:00Z","UpdatedAt":%q,"DownloadedAt":%q}`, builtAt, builtAt)
	return os.WriteFile(filepath.Join(folder, "metadata.json"), []byte(metadata), 0o644)
}

func put(tx *bbolt.Tx, entries []entry) error {
	for _, each := range entries {
		bucket, err := tx.CreateBucketIfNotExists([]byte(each.Path[0]))
		if err != nil {
			return err
		}
		for _, name := range each.Path[1:] {
			if bucket, err = bucket.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		if err := bucket.Put([]byte(each.Key), each.Value); err != nil {
			return err
		}
	}
	return nil
}
